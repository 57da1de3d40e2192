from pathlib import Path

import pytest

from grouping import Project
from grouping.errors import GrouplineError
from grouping.neighbours.decisions import expected_decisions
from grouping.steps.split_group import chosen, fewest_decisions
from grouping.store.workspace import Workspace


@pytest.fixture
def project(local_workspace: Workspace, picture_folder: Path) -> Project:
    made = Project.create("plates", home=local_workspace.home)
    made.import_images(picture_folder, near_labels="folder")
    made.encode()
    return made


def test_by_decisions_takes_the_partition_that_costs_a_person_the_fewest(project: Project) -> None:
    sweep = project.sweep(clusters=range(2, 7))
    kinds = dict(zip(project.images()["id"], project.images()["near_label"], strict=True))
    codes = [("light", "dark").index(kinds[i]) for i in sweep.image_ids]
    pairs = [(str(name), int(k)) for name, k in zip(sweep.table["algorithm"], sweep.table["n_clusters"], strict=True)]
    costs = {pair: expected_decisions(codes, sweep.labels(*pair)) for pair in pairs}
    assert costs[fewest_decisions(sweep, kinds)] == min(costs.values())


def test_a_group_is_split_by_decisions_with_the_near_labels_of_the_project(project: Project) -> None:
    groups = project.split("root", project.sweep(clusters=range(2, 7)), by="decisions")
    kinds = dict(zip(project.images()["id"], project.images()["near_label"], strict=True))
    assert sorted({kinds[i] for i in group.image_ids} for group in groups) == [{"dark"}, {"light"}]
    assert groups[0].source.endswith("2 clusters, by fewest decisions")


def test_too_few_near_labels_are_counted_and_another_way_is_named(project: Project) -> None:
    sweep = project.sweep(clusters=[2])
    few = {int(i): "light" for i in sweep.image_ids[:4]}
    with pytest.raises(GrouplineError, match=r"5 images of the group or more; it has 4\..*split by 'min-max'"):
        chosen(sweep, "decisions", few)


def test_near_labels_of_images_elsewhere_do_not_count(project: Project) -> None:
    elsewhere = {-i: "light" for i in range(1, 20)}
    with pytest.raises(GrouplineError, match="it has 0"):
        chosen(project.sweep(clusters=[2]), "decisions", elsewhere)
