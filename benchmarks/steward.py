"""How much work the groups save: a simulated steward, who knows the truth, labels a folder of classes.

    python -m benchmarks.steward ../shared/data/xsdd [--near-labels 0.1] [--by decisions] [--grow] [--seed 0]
    python -m benchmarks.steward --elpv              the solar cells of the package elpv-dataset, good against defective

All through the public Project, so that each decision is an event of its history and the history's number is the count.
The steward opens what `suggest` names. A group with 95 % of one class is promoted (one decision). Of another, the odd
images are labeled by hand (one decision an image) and the rest promoted, where that pays; else it is swept and split
(one decision). The plain way: one K-Means with 50 clusters, each promoted, the odd images labeled by hand: those of
clusters under 95 %, as the steward does. And both with every error found and mended by hand, one decision an image.
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.labeled_folders import Truth, elpv, prepared, truth_of, write_near_labels
from grouping import Project
from grouping.neighbours.evidence import ENOUGH, PURE
from grouping.neighbours.suggest import cleaning_pays
from grouping.tree import ROOT

if TYPE_CHECKING:
    from grouping.steps.sweep_group import GroupSweep

PLAIN_CLUSTERS = 50
CLUSTERS = range(2, 51)


@dataclass(frozen=True, slots=True)
class Work:
    """What labeling all images took."""

    decisions: int
    images: int
    errors: int
    seconds: float

    @property
    def images_per_decision(self) -> float:
        """How far one decision goes on average."""
        return self.images / self.decisions


@dataclass(frozen=True, slots=True)
class Way:
    """How the steward goes to work."""

    by: str = "min-max"
    grow: bool = False
    seed: int = 0


def follow_suggestions(project: Project, truth: Truth, way: Way) -> None:
    """Label every image, always in the group that `suggest` names first."""
    if way.grow:
        project.grow(by=way.by, seed=way.seed)
    while suggestions := project.suggest():
        _open(project, suggestions[0].path, truth, way)
    _by_hand(project, set(truth) - _labeled(project), truth)  # images that a partition left out


def _open(project: Project, path: str, truth: Truth, way: Way) -> None:
    members = project.group(path).image_ids
    odd = odd_images(members, truth)
    if is_pure(members, odd) or cleaning_pays(len(odd), len(members)):
        label_group(project, path, truth)
    else:
        project.split(path, _sweep(project, path, way.seed), by=_by(project, path, way.by))


def odd_images(members: Iterable[int], truth: Truth) -> list[int]:
    """Return those that are not of the most frequent class."""
    ids = list(members)
    most = _most_frequent(ids, truth)
    return [i for i in ids if truth[i] != most]


def is_pure(members: tuple[int, ...], odd: list[int]) -> bool:
    return len(members) - len(odd) >= PURE * len(members)


def _most_frequent(members: Iterable[int], truth: Truth) -> str:
    return Counter(truth[i] for i in members).most_common(1)[0][0]


def label_group(project: Project, path: str, truth: Truth) -> None:
    """Promote a group to its most frequent class, after its odd images unless they are 5 % or fewer."""
    members = project.group(path).image_ids
    odd = odd_images(members, truth)
    if not is_pure(members, odd):
        _by_hand(project, odd, truth)
    project.promote(path, _most_frequent(members, truth))


def _by_hand(project: Project, images: Iterable[int], truth: Truth) -> None:
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


def promote_clusters(project: Project, truth: Truth, seed: int) -> None:
    """Label every image the plain way: promote the clusters of one K-Means, mend those under 95 %."""
    sweep = project.sweep(algorithms=["kmeans"], clusters=[PLAIN_CLUSTERS], seed=seed)
    for group in project.split(ROOT, sweep, by=("kmeans", int(sweep.table["n_clusters"].iloc[0]))):
        label_group(project, group.path, truth)


def mend(project: Project, truth: Truth) -> None:
    """Give every image with a wrong label the right one, by hand."""
    _by_hand(project, wrong_images(project, truth), truth)


def wrong_images(project: Project, truth: Truth) -> list[int]:
    table = project.labels()
    return [int(i) for i, name in zip(table["id"], table["class"], strict=True) if truth[int(i)] != name]


def _labeled(project: Project) -> set[int]:
    return {image for one in project.label_sets() for image in one.labels}


def work_of(project: Project, truth: Truth, began: float) -> Work:
    """Return what was done so far; each event of the history is a decision."""
    return Work(
        project.version(), len(_labeled(project)), len(wrong_images(project, truth)), time.perf_counter() - began
    )


def show(name: str, work: Work) -> None:
    print(
        f"{name:34} {work.decisions:9} {work.images:7} {work.images_per_decision:16.1f} {work.errors:12} "
        f"{work.seconds:8.1f}",
        flush=True,
    )


def compare(folder: Path, home: Path, share: float, way: Way) -> None:
    """Print the steward's work, the plain way's, and how many times fewer decisions the steward took."""
    table = write_near_labels(folder, home / "near_labels.csv", share, way.seed) if share else None
    ours, plain = prepared("suggested", home, folder, table), prepared("plain", home, folder)
    classes = truth_of(ours).values()
    print(f"{len(classes)} images of {len(set(classes))} classes, near-labels on {share:.0%}, split by {way.by}")
    print(f"{'':34} {'decisions':>9} {'images':>7} {'images/decision':>16} {'label errors':>12} {'seconds':>8}")
    mine = measured("suggest", ours, partial(follow_suggestions, way=way))
    theirs = measured(f"K-Means, {PLAIN_CLUSTERS} clusters", plain, partial(promote_clusters, seed=way.seed))
    for name, a, b in zip(("95 % will do", "no error left"), mine, theirs, strict=True):
        print(f"{name}: {b.decisions / a.decisions:.2f} times fewer decisions than the plain way")


def measured(name: str, project: Project, label: Callable[[Project, Truth], None]) -> tuple[Work, Work]:
    """Label a project, print and return what it took, as it is and with every error mended."""
    truth, began = truth_of(project), time.perf_counter()
    label(project, truth)
    first = work_of(project, truth, began)
    show(name, first)
    mend(project, truth)
    last = work_of(project, truth, began)
    show("  every error mended by hand", last)
    return first, last


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", help="a folder with a folder for each class")
    parser.add_argument("--elpv", action="store_true", help="the solar cells of the package elpv-dataset instead")
    parser.add_argument("--near-labels", type=float, default=0.0, help="share of images whose class is known before")
    parser.add_argument("--by", choices=["min-max", "convergence", "decisions"], default="min-max")
    parser.add_argument("--grow", action="store_true", help="start from a grown tree")
    parser.add_argument("--seed", type=int, default=0, help="of the near-labels and of the clustering")
    options = parser.parse_args()
    if (options.folder is None) != options.elpv:
        parser.error("name either a folder with a folder for each class, or --elpv")
    return options


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="groupline-steward-") as scratch:
        folder = elpv(Path(scratch) / "elpv") if options.elpv else options.folder
        home = Path(scratch) / "home"
        home.mkdir()
        compare(folder, home, options.near_labels, Way(options.by, options.grow, options.seed))


if __name__ == "__main__":
    main()
