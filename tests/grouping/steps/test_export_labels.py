import shutil
from pathlib import Path

import pandas as pd
import pytest

from grouping import Project
from grouping.errors import GrouplineError, UnknownNameError
from grouping.exporters.manifest import read_manifest
from grouping.store.workspace import Workspace


@pytest.fixture
def project(workspace: Workspace, picture_folder: Path) -> Project:
    """Twelve images, six labeled 'light' and six 'dark', by hand."""
    project = Project.create("plates", home=workspace.home, user="ann")
    project.import_images(picture_folder, near_labels="folder")
    images = project.images()
    for name in ("dark", "light"):
        project.promote(list(images["id"][images["near_label"] == name]), name)
    return project


def _splits(folder: Path) -> dict[str, str]:
    table = pd.read_csv(folder / "labels.csv")
    return dict(zip(table["sha256"], table["split"], strict=True))


def test_a_set_is_exported_with_its_provenance_and_counts(project: Project, tmp_path: Path) -> None:
    manifest = project.export("labels", "imagefolder", tmp_path / "out", licence="CC0-1.0")
    assert manifest.counts["classes"] == {"dark": 6, "light": 6}
    assert (manifest.licence, manifest.provenance["users"]) == ("CC0-1.0", {"ann": 12})
    assert len(list((tmp_path / "out").rglob("*.png"))) == 12
    assert read_manifest(tmp_path / "out").content_hash == manifest.content_hash


def test_a_version_is_exported_as_it_was_frozen(project: Project, tmp_path: Path) -> None:
    version = project.freeze()
    project.relabel([int(project.images()["id"].iloc[0])], "other")
    manifest = project.export("labels", "csv", tmp_path / "out", version=version.number)
    assert manifest.counts["classes"] == {"dark": 6, "light": 6}
    assert manifest.content_hash == version.content_hash
    with pytest.raises(UnknownNameError, match="has no version 9; there are: 1"):
        project.export("labels", "csv", tmp_path / "other", version=9)


def test_images_keep_their_split_when_others_join(project: Project, picture_folder: Path, tmp_path: Path) -> None:
    project.export("labels", "csv", tmp_path / "first")
    before = _splits(tmp_path / "first")
    more = tmp_path / "more"
    for seed in range(8):
        _picture(more / f"{seed}.png", seed)
    project.import_images(more)
    new = project.images().iloc[12:]
    project.promote(list(new["id"]), "light")
    project.export("labels", "csv", tmp_path / "second")
    after = _splits(tmp_path / "second")
    assert len(after) == 20
    assert {sha: after[sha] for sha in before} == before


def _picture(path: Path, seed: int) -> None:
    import numpy as np
    from PIL import Image

    path.parent.mkdir(exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 256, (40, 60), dtype=np.uint8)
    Image.fromarray(pixels).save(path)


def test_a_second_export_to_the_same_place_needs_overwrite(project: Project, tmp_path: Path) -> None:
    project.export("labels", "csv", tmp_path / "out")
    with pytest.raises(GrouplineError, match="overwrite"):
        project.export("labels", "csv", tmp_path / "out")
    project.export("labels", "parquet", tmp_path / "out", overwrite=True)
    assert read_manifest(tmp_path / "out").format == "parquet"


def test_labels_come_back_from_an_export_into_another_set(project: Project, tmp_path: Path) -> None:
    project.export("labels", "imagefolder", tmp_path / "out")
    done = project.import_labels(tmp_path / "out", "again")
    assert (done.labeled, done.unmatched, done.problems) == (12, (), ())
    first, again = project.labels("labels"), project.labels("again")
    assert list(first["class"]) == list(again["class"])
    assert set(again["origin"].map(lambda origin: origin["kind"])) == {"import"}
    project.undo()
    with pytest.raises(UnknownNameError, match="no label set 'again'"):
        project.labels("again")


def test_labels_of_images_that_are_not_there_are_listed(project: Project, tmp_path: Path) -> None:
    table = tmp_path / "labels.csv"
    table.write_text("file,label\nlight1.png,ok\nnowhere.png,ok\n")
    done = project.import_labels(table, "more")
    assert done.labeled == 1
    assert [key for key, _ in done.unmatched] == ["nowhere.png"]
    table.write_text("file,label\nnowhere.png,ok\n")
    with pytest.raises(GrouplineError, match="None of the 1 labels"):
        project.import_labels(table, "more")


def test_a_file_that_is_gone_fails_the_export_and_leaves_nothing(
    project: Project, picture_folder: Path, tmp_path: Path
) -> None:
    (picture_folder / "dark" / "dark3.png").unlink()
    with pytest.raises(GrouplineError, match="cannot be read"):
        project.export("labels", "imagefolder", tmp_path / "out")
    assert not (tmp_path / "out").exists()
    manifest = project.export("labels", "imagefolder", tmp_path / "out", skip_unreadable=True)
    assert manifest.counts["images"] == 11
    shutil.rmtree(tmp_path / "out")


def test_the_preview_counts_what_the_export_then_holds(project: Project, tmp_path: Path) -> None:
    shown = project.preview_export()
    project.export("labels", "csv", tmp_path / "out")
    table = pd.read_csv(tmp_path / "out" / "labels.csv")
    assert shown["images"] == len(table)
    for name, row in shown["counts"].items():
        assert (
            row
            == table[table["class"] == name]["split"]
            .value_counts()
            .reindex(["train", "val", "test"], fill_value=0)
            .to_dict()
        )


def test_wrong_values_are_refused_with_what_is_allowed(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="imagefolder"):
        project.export("labels", "zip", tmp_path / "out")
    with pytest.raises(GrouplineError, match="three fractions"):
        project.export("labels", "csv", tmp_path / "out", splits=(0.5, 0.5))
    with pytest.raises(UnknownNameError, match="no label set 'none'; there are: labels"):
        project.export("none", "csv", tmp_path / "out")
