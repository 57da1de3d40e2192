from pathlib import Path
from typing import Any

import pytest

from grouping import Project
from grouping.errors import GrouplineError
from grouping.steps.grow_tree import WAYS, GrowSpec
from grouping.store.workspace import Workspace

CLUSTERS = range(2, 5)


def _encoded(workspace: Workspace, folder: Path, near_labels: str | None) -> Project:
    made = Project.create("plates", home=workspace.home)
    made.import_images(folder, near_labels=near_labels)
    made.encode()
    return made


@pytest.fixture
def project(local_workspace: Workspace, picture_folder: Path) -> Project:
    return _encoded(local_workspace, picture_folder, "folder")


@pytest.fixture
def without(local_workspace: Workspace, picture_folder: Path) -> Project:
    return _encoded(local_workspace, picture_folder, None)


@pytest.mark.parametrize("by", WAYS)
def test_growing_ends_where_the_near_labels_agree(project: Project, by: str) -> None:
    growth = project.grow(by=by, min_size=3, clusters=CLUSTERS)
    kinds = dict(zip(project.images()["id"], project.images()["near_label"], strict=True))
    assert all(len({kinds[i] for i in leaf.image_ids}) == 1 for leaf in project.groups() if leaf.size >= 5)
    assert sorted(growth.leaves) == sorted(leaf.path for leaf in project.groups())


def test_the_reason_of_a_leaf_says_how_many_near_labels_agree(project: Project) -> None:
    growth = project.grow(by="decisions", min_size=3, clusters=CLUSTERS)
    assert set(growth.leaves.values()) == {"all 6 near-labels in it are 'light'", "all 6 near-labels in it are 'dark'"}


@pytest.mark.parametrize("by", WAYS)
def test_without_near_labels_every_way_grows_by_min_max(without: Project, by: str) -> None:
    without.grow(by=by, min_size=3, clusters=CLUSTERS)
    assert all(leaf.source.endswith("by Min-Max") for leaf in without.groups())


def test_near_labels_that_are_kept_out_stop_nothing(project: Project) -> None:
    growth = project.grow(by="decisions", min_size=3, clusters=CLUSTERS, use_near_labels=False)
    assert not [reason for reason in growth.leaves.values() if "near-labels" in reason]


def test_a_group_under_a_tenth_of_the_images_is_left_and_never_one_is_split_under_twenty() -> None:
    assert GrowSpec().least(1_360) == 136
    assert GrowSpec().least(100) == 20
    assert GrowSpec(min_size=4).least(1_360) == 4


def test_the_default_leaves_twelve_images_alone(project: Project) -> None:
    with pytest.raises(GrouplineError, match="it has 12 images, fewer than 20"):
        project.grow()


def test_a_low_silhouette_stops_growing_where_that_is_asked_for(project: Project) -> None:
    with pytest.raises(GrouplineError, match=r"silhouette of 0\.\d+, below 0\.99"):
        project.grow(min_size=3, min_silhouette=0.99, clusters=CLUSTERS)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"by": "size"}, "'min-max', 'convergence', 'decisions'; got 'size'"),
        ({"min_size": 2}, "at least 3; got 2"),
        ({"min_silhouette": 1.5}, r"\[-1, 1\]; got 1.5"),
        ({"max_depth": 0}, "at least 1; got 0"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(GrouplineError, match=message):
        GrowSpec(**given)
