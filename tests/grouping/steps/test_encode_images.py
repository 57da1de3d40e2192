from pathlib import Path

import numpy as np
import pytest

from grouping import Project
from grouping.embed.spec import EncodeSpec
from grouping.errors import CancelledError, GrouplineError, MissingWeightsError
from grouping.steps.encode_images import read_image
from grouping.store.workspace import Workspace


@pytest.fixture
def project(local_workspace: Workspace, picture_folder: Path) -> Project:
    project = Project.create("plates", home=local_workspace.home)
    project.import_images(picture_folder)
    return project


def test_every_image_gets_its_embedding_once(project: Project) -> None:
    first = project.encode()
    again = project.encode()
    ids, embeddings = project.embeddings()
    assert (first.encoded, first.n_images, again.encoded, again.n_images) == (12, 12, 0, 12)
    assert embeddings.shape == (12, 1280)
    assert list(ids) == list(project.images()["id"])
    assert np.isfinite(embeddings).all()


def test_only_new_images_are_encoded(project: Project, picture_folder: Path) -> None:
    project.encode()
    (picture_folder / "late.png").write_bytes(_other_png(picture_folder))
    project.import_images(picture_folder)
    assert project.encode().encoded == 1


def _other_png(folder: Path) -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.open(folder / "dark" / "dark0.png").transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(file, "PNG")
    return file.getvalue()


def test_projects_of_one_workspace_share_embeddings(project: Project, picture_folder: Path) -> None:
    project.encode()
    other = Project.create("again", home=project.workspace.home)
    other.import_images(picture_folder)
    report = other.encode()
    assert (report.encoded, report.n_images) == (0, 12)
    assert np.array_equal(other.embeddings()[1], project.embeddings()[1])


def test_a_file_that_is_gone_is_listed_and_stops_no_other(project: Project, picture_folder: Path) -> None:
    (picture_folder / "dark" / "dark5.png").unlink()
    report = project.encode()
    assert report.n_images == 11
    ((place, reason),) = report.failed
    assert place.endswith("dark5.png")
    assert "cannot be read any more" in reason


def test_an_image_that_failed_is_tried_again(project: Project, picture_folder: Path) -> None:
    place = picture_folder / "dark" / "dark5.png"
    data = place.read_bytes()
    place.unlink()
    project.encode()
    place.write_bytes(data)
    report = project.encode()
    assert (report.encoded, report.n_images, report.failed) == (1, 12, ())


def test_a_file_that_holds_another_image_is_not_encoded_under_the_old_name(
    project: Project, picture_folder: Path
) -> None:
    (picture_folder / "dark" / "dark5.png").write_bytes((picture_folder / "dark" / "dark4.png").read_bytes())
    ((_, reason),) = project.encode().failed
    assert "holds another image than the one imported" in reason


def test_an_image_without_any_place_says_to_import_it_again() -> None:
    with pytest.raises(GrouplineError, match="import it again"):
        read_image("0" * 64, None)


def test_cancelling_keeps_finished_parts_and_the_next_run_does_the_rest(project: Project) -> None:
    def stop(done: int, total: int | None, message: str = "") -> None:
        if done >= 5:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        project.encode(progress=stop)
    assert project.encode().n_images == 12


def test_without_weights_the_three_ways_out_are_named_and_nothing_is_recorded(project: Project) -> None:
    with pytest.raises(MissingWeightsError, match="GROUPLINE_WEIGHTS_DIR"):
        project.encode("resnet50")
    assert project.encodings() == []


def test_an_empty_project_says_to_import_first(local_workspace: Workspace) -> None:
    with pytest.raises(GrouplineError, match="import some first"):
        Project.create("empty", home=local_workspace.home).encode()


def test_asking_for_embeddings_that_are_not_there_says_which_are(project: Project) -> None:
    project.encode()
    with pytest.raises(GrouplineError, match=r"of vgg16 yet.*There are: efficientnet_lite0 \(stretch\)"):
        project.embeddings("vgg16")


def test_a_key_changes_with_spec_and_weights() -> None:
    keys = {EncodeSpec().key("a"), EncodeSpec().key("b"), EncodeSpec(preprocessing="tiles").key("a")}
    assert len(keys) == 3
