"""A simulated steward, who knows the truth, labels images group by group, as `suggest` names them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.labeled_folders import Truth
from grouping import Project
from grouping.neighbours.evidence import ENOUGH, PURE
from grouping.neighbours.suggest import cleaning_pays
from grouping.tree import ROOT

if TYPE_CHECKING:
    from grouping.steps.sweep_group import GroupSweep

CLUSTERS = range(2, 51)


@dataclass(frozen=True, slots=True)
class Way:
    """How the steward goes to work."""

    by: str = "min-max"
    grow: bool = False
    seed: int = 0


def follow_suggestions(project: Project, truth: Truth, way: Way) -> None:
    """Label every image, always in the group that `suggest` names first."""
    begin(project, way)
    while suggestions := project.suggest():
        open_group(project, suggestions[0].path, truth, way)
    by_hand(project, set(truth) - labeled(project), truth)  # images that a partition left out


def begin(project: Project, way: Way) -> None:
    """Grow the tree where the steward starts from a grown one."""
    if way.grow:
        project.grow(by=way.by, seed=way.seed)


def open_group(project: Project, path: str, truth: Truth, way: Way) -> None:
    """Label a group, or split it where that takes fewer decisions."""
    members = project.group(path).image_ids
    odd = odd_images(members, truth)
    if is_pure(members, odd) or cleaning_pays(len(odd), len(members)):
        label_group(project, path, truth)
    else:
        split_group(project, path, way)


def split_group(project: Project, path: str, way: Way) -> None:
    project.split(path, _sweep(project, path, way.seed), by=_by(project, path, way.by))


def odd_images(members: Iterable[int], truth: Truth) -> list[int]:
    """Return those that are not of the most frequent class."""
    ids = list(members)
    most = most_frequent(ids, truth)
    return [i for i in ids if truth[i] != most]


def is_pure(members: tuple[int, ...], odd: list[int]) -> bool:
    return len(members) - len(odd) >= PURE * len(members)


def most_frequent(members: Iterable[int], truth: Truth) -> str:
    return Counter(truth[i] for i in members).most_common(1)[0][0]


def label_group(project: Project, path: str, truth: Truth) -> None:
    """Promote a group to its most frequent class, after its odd images unless they are 5 % or fewer."""
    members = project.group(path).image_ids
    odd = odd_images(members, truth)
    if not is_pure(members, odd):
        by_hand(project, odd, truth)
    project.promote(path, most_frequent(members, truth))


def by_hand(project: Project, images: Iterable[int], truth: Truth) -> None:
    for image in sorted(images):
        project.relabel([image], truth[image])


def _sweep(project: Project, path: str, seed: int) -> "GroupSweep":
    size = project.group(path).size
    return project.sweep(group=path, clusters=[k for k in CLUSTERS if k < size], seed=seed)


def _by(project: Project, path: str, by: str) -> str:
    """Return the way to split; Min-Max where the group has too few near-labels for another."""
    if by == "min-max" or path == ROOT:
        return by
    mix = project.facts(1)[path].near_label_mix
    return by if sum(mix.values()) >= ENOUGH and (len(mix) > 1 or by == "decisions") else "min-max"


def mend(project: Project, truth: Truth) -> None:
    """Give every image with a wrong label the right one, by hand."""
    by_hand(project, wrong_images(project, truth), truth)


def wrong_images(project: Project, truth: Truth) -> list[int]:
    table = project.labels()
    return [int(i) for i, name in zip(table["id"], table["class"], strict=True) if truth[int(i)] != name]


def labeled(project: Project) -> set[int]:
    return {image for one in project.label_sets() for image in one.labels}
