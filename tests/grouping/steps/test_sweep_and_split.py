from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grouping import Project
from grouping.errors import GrouplineError, UnknownNameError
from grouping.store.workspace import Workspace


def _encoded(workspace: Workspace, folder: Path) -> Project:
    project = Project.create("plates", home=workspace.home)
    project.import_images(folder, near_labels="folder")
    project.encode()
    return project


@pytest.fixture
def project(local_workspace: Workspace, picture_folder: Path) -> Project:
    return _encoded(local_workspace, picture_folder)


def test_a_sweep_tries_every_algorithm_and_number_of_clusters(project: Project) -> None:
    sweep = project.sweep(clusters=range(2, 6))
    assert len(sweep.table) == 5 * 4
    assert list(sweep.table.columns[:8]) == [
        "algorithm", "n_clusters", "entropy", "silhouette", "c_score", "convergence_difference", "convergence_ratio",
        "seconds",
    ]  # fmt: skip
    assert len(sweep.labels("kmeans", 3)) == 12


def test_two_kinds_of_picture_end_in_two_pure_groups(workspace: Workspace, picture_folder: Path) -> None:
    project = _encoded(workspace, picture_folder)
    groups = project.split("root", project.sweep(clusters=range(2, 6)), by=("agglomerative", 2))
    kinds = dict(zip(project.images()["id"], project.images()["near_label"], strict=True))
    assert [{kinds[i] for i in group.image_ids} for group in groups] in ([{"light"}, {"dark"}], [{"dark"}, {"light"}])


def test_the_groups_of_a_split_share_out_the_images(project: Project) -> None:
    groups = project.split("root", project.sweep(), by="min-max")
    assert sorted(i for group in groups for i in group.image_ids) == list(project.images()["id"])
    assert [group.path for group in groups] == [str(i) for i in range(len(groups))]
    assert project.groups() == groups


def test_a_group_can_be_swept_and_split_in_its_turn(workspace: Workspace, picture_folder: Path) -> None:
    project = _encoded(workspace, picture_folder)
    project.split("root", project.sweep(), by=("kmeans", 2))
    inner = project.sweep(group="0")
    children = project.split("0", inner, by="min-max")
    assert all(child.parent == "0" for child in children)
    assert sum(child.size for child in children) == project.group("0").size


def test_a_sweep_that_was_done_is_read_back(project: Project) -> None:
    first, calls = project.sweep(clusters=[2, 3]), []
    again = project.sweep(clusters=[2, 3], progress=lambda done, total, message="": calls.append(done))
    assert again.key == first.key
    assert again.table.equals(first.table)
    assert len(project.sweeps()) == 1


def test_a_sweep_can_be_opened_later_by_group_or_key(project: Project) -> None:
    sweep = project.sweep(clusters=[2, 3])
    for opened in (project.open_sweep(), project.open_sweep(key=sweep.key)):
        assert opened.table.equals(sweep.table)
        assert np.array_equal(opened.image_ids, sweep.image_ids)
    with pytest.raises(GrouplineError, match="no sweep abc yet"):
        project.open_sweep(key="abc")


def test_a_split_can_be_led_by_the_convergence_difference(project: Project) -> None:
    sweep = project.sweep(clusters=range(2, 6))
    project.split("root", sweep, by="convergence")
    best = sweep.table["convergence_difference"].min()
    taken = sweep.table[sweep.table["n_clusters"] == len(project.groups())]
    assert taken["convergence_difference"].min() == best


def test_near_labels_can_be_kept_out(project: Project) -> None:
    assert project.sweep(clusters=[2], use_near_labels=False).table["c_score"].isna().all()
    assert project.sweep(clusters=[2]).table["c_score"].notna().all()


def test_images_that_wait_to_be_encoded_are_counted_and_not_left_out(project: Project, tmp_path: Path) -> None:
    Image.new("L", (8, 8), 9).save(tmp_path / "late.png")
    project.import_images(tmp_path / "late.png")
    with pytest.raises(GrouplineError, match="1 of the group's 13 images have no embeddings"):
        project.sweep()


def test_a_sweep_of_other_images_than_the_groups_is_refused(project: Project, tmp_path: Path) -> None:
    sweep = project.sweep(clusters=[2])
    Image.new("L", (8, 8), 9).save(tmp_path / "late.png")
    project.import_images(tmp_path / "late.png")
    with pytest.raises(GrouplineError, match="sweep the group again"):
        project.split("root", sweep)


@pytest.mark.parametrize("by", ["best", ("kmeans",), "kmeans:many", None])
def test_an_unknown_way_to_split_is_refused_with_those_there_are(project: Project, by: object) -> None:
    with pytest.raises(GrouplineError, match="Split by 'min-max', 'convergence'"):
        project.split("root", project.sweep(clusters=[2]), by=by)  # type: ignore[arg-type]  # what is tested


def test_a_partition_that_was_not_swept_is_refused_with_those_there_are(project: Project) -> None:
    with pytest.raises(UnknownNameError, match="No partition of kmeans into 9 clusters: there are 2, 3"):
        project.split("root", project.sweep(clusters=[2, 3]), by="kmeans:9")


def test_a_broken_file_is_left_out_of_the_sweep_with_its_reason(project: Project, picture_folder: Path) -> None:
    late = picture_folder / "late.png"
    Image.new("L", (8, 8), 9).save(late)
    project.import_images(late)
    late.unlink()
    project.encode()
    sweep = project.sweep(clusters=[2])
    assert len(sweep.image_ids) == 12
    assert len(sweep.left_out) == 1
    project.split("root", sweep)
