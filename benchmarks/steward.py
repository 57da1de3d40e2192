"""How much work the groups save: a simulated steward, who knows the truth, labels a folder of classes.

    python -m benchmarks.steward ../shared/data/xsdd [--near-labels 0.1] [--by decisions] [--grow] [--seed 0]
    python -m benchmarks.steward --elpv              the solar cells of the package elpv-dataset, good against defective
    python -m benchmarks.steward ../shared/data/xsdd --propose      with and without proposals of the best head

All through the public Project, so that each decision is an event of its history and the history's number is the count.
The steward opens what `suggest` names. A group with 95 % of one class is promoted (one decision). Of another, the odd
images are labeled by hand (one decision an image) and the rest promoted, where that pays; else it is swept and split
(one decision). The plain way: one K-Means with 50 clusters, each promoted, the odd images labeled by hand: those of
clusters under 95 %, as the steward does. And both with every error found and mended by hand, one decision an image.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.labeled_folders import Truth, elpv, prepared, truth_of, write_near_labels
from benchmarks.steward_groups import Way, follow_suggestions, label_group, labeled, mend, wrong_images
from benchmarks.steward_proposals import Helper, follow_proposals
from classifiers import Project as ClassifiersProject
from grouping import Project
from grouping.tree import ROOT

PLAIN_CLUSTERS = 50


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


def promote_clusters(project: Project, truth: Truth, seed: int) -> None:
    """Label every image the plain way: promote the clusters of one K-Means, mend those under 95 %."""
    sweep = project.sweep(algorithms=["kmeans"], clusters=[PLAIN_CLUSTERS], seed=seed)
    for group in project.split(ROOT, sweep, by=("kmeans", int(sweep.table["n_clusters"].iloc[0]))):
        label_group(project, group.path, truth)


def work_of(project: Project, truth: Truth, began: float) -> Work:
    """Return what was done so far: each event of the history is a decision, but for the versions that heads froze."""
    decisions = project.version() - len(project.versions())
    return Work(decisions, len(labeled(project)), len(wrong_images(project, truth)), time.perf_counter() - began)


def show(name: str, work: Work) -> None:
    print(
        f"{name:34} {work.decisions:9} {work.images:7} {work.images_per_decision:16.1f} {work.errors:12} "
        f"{work.seconds:8.1f}",
        flush=True,
    )


def print_columns() -> None:
    print(f"{'':34} {'decisions':>9} {'images':>7} {'images/decision':>16} {'label errors':>12} {'seconds':>8}")


def compare(folder: Path, home: Path, share: float, way: Way) -> None:
    """Print the steward's work, the plain way's, and how many times fewer decisions the steward took."""
    table = write_near_labels(folder, home / "near_labels.csv", share, way.seed) if share else None
    ours, plain = prepared("suggested", home, folder, table), prepared("plain", home, folder)
    classes = truth_of(ours).values()
    print(f"{len(classes)} images of {len(set(classes))} classes, near-labels on {share:.0%}, split by {way.by}")
    print_columns()
    mine = measured("suggest", ours, partial(follow_suggestions, way=way))
    theirs = measured(f"K-Means, {PLAIN_CLUSTERS} clusters", plain, partial(promote_clusters, seed=way.seed))
    for name, a, b in zip(("95 % will do", "no error left"), mine, theirs, strict=True):
        print(f"{name}: {b.decisions / a.decisions:.2f} times fewer decisions than the plain way")


def compare_proposals(folder: Path, home: Path, way: Way) -> None:
    """Print the work without and with the proposals of heads, and how many times fewer decisions they take."""
    without = prepared("without", home, folder)
    with_them = ClassifiersProject.of(prepared("with", home, folder))
    classes, helper = truth_of(without).values(), Helper()
    print(f"{len(classes)} images of {len(set(classes))} classes, split by {way.by}, seed {way.seed}")
    print_columns()
    theirs = measured("groups alone", without, partial(follow_suggestions, way=way))
    mine = measured("groups and proposals", with_them, lambda _, truth: follow_proposals(with_them, truth, way, helper))
    print(helper.sentence())
    for name, a, b in zip(("95 % will do", "no error left"), mine, theirs, strict=True):
        print(f"{name}: {b.decisions / a.decisions:.2f} times fewer decisions with proposals")


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
    parser.add_argument("--propose", action="store_true", help="with and without proposals of the best head")
    parser.add_argument("--seed", type=int, default=0, help="of the near-labels and of the clustering")
    options = parser.parse_args()
    if (options.folder is None) != options.elpv:
        parser.error("name either a folder with a folder for each class, or --elpv")
    if options.propose and options.near_labels:
        parser.error("--propose compares heads with groups, without near-labels")
    return options


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="groupline-steward-") as scratch:
        folder = elpv(Path(scratch) / "elpv") if options.elpv else options.folder
        home = Path(scratch) / "home"
        home.mkdir()
        way = Way(options.by, options.grow, options.seed)
        if options.propose:
            compare_proposals(folder, home, way)
        else:
            compare(folder, home, options.near_labels, way)


if __name__ == "__main__":
    main()
