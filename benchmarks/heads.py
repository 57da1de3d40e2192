"""Every head on the same embeddings and the same five folds of a folder with a folder for each class.

    python -m benchmarks.heads ../shared/data/xsdd [--repeats 1] [--heads logistic_regression,knn] [--home FOLDER]

Each image is judged once a repeat by a model that saw neither it nor a near-copy of it; hyper-parameters are chosen
by inner folds of the training images. Accuracy and macro-F1 are of the first repeat's images together, with 95 %
bootstrap intervals; seconds are of one training with its search, on one core; ms is the time of one image alone and
images/s of 256 together, both after encoding. `--home` keeps the workspace, so that a second run only adds heads.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.labeled_folders import ENCODER
from benchmarks.labeled_project import labeled_project
from classifiers import Project
from classifiers.heads.catalogue import HEADS


def measured(project: Project, head: str, repeats: int) -> dict[str, Any]:
    """Train and cross-validate one head."""
    model = project.train(head)
    folds = project.evaluate(model.key, on="folds", repeats=repeats)
    card = project.model_card(model.key)
    return {"card": card, "folds": folds}


def line(head: str, found: dict[str, Any]) -> str:
    card, folds, pooled = found["card"], found["folds"], found["folds"]["pooled"]
    ends = pooled["intervals"]
    seconds, speed = folds["seconds"] / len(folds["folds"]), card["speed"]
    return (
        f"{HEADS[head].title:22} {_with(pooled['accuracy'], ends['accuracy'])}  "
        f"{_with(pooled['macro_f1'], ends['macro_f1'])}  {folds['macro_f1_sd']:.3f}  {pooled['ece']:.3f}  "
        f"{seconds:7.2f}  {speed['latency_ms']:6.2f}  {speed['images_per_second']:9,.0f}  "
        f"{card['size_bytes'] / 1e3:9,.0f}"
    )


def _with(value: float, ends: list[float]) -> str:
    return f"{value:.4f} [{ends[0]:.4f}, {ends[1]:.4f}]"


def run(folder: Path, home: Path, heads: list[str], repeats: int) -> None:
    project = labeled_project("heads", folder, home)
    division, report = project.check_split()
    counts = project.label_sets()[0].counts()
    print(f"{len(project.images())} images, {len(counts)} classes: {counts}")
    print(f"{ENCODER}, 5 folds x {repeats}; {report.n_duplicate_groups} groups of near-duplicates, none in two folds")
    print(
        f"train {len(division.train)}, val {len(division.val)}, test {len(division.test)}; leaks: {len(report.leaks)}"
    )
    print(
        f"{'head':22} {'accuracy':25}  {'macro-F1':25}  fold sd  ECE    seconds      ms   images/s         kB",
        flush=True,
    )
    best: tuple[float, dict[str, Any]] = (0.0, {})
    for head in heads:
        found = measured(project, head, repeats)
        print(line(head, found), flush=True)
        best = max(best, (found["folds"]["pooled"]["macro_f1"], found), key=lambda one: one[0])
    pooled = best[1]["folds"]["pooled"]
    print(f"\nBy class, {best[1]['card']['title']} (precision, recall, F1):")
    for row in pooled["per_class"]:
        print(f"  {row['class']:32} {row['n']:5}  {row['precision']:.3f}  {row['recall']:.3f}  {row['f1']:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--heads", default=",".join(name for name, head in HEADS.items() if not head.one_class))
    parser.add_argument("--home", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        run(options.folder, options.home or Path(temporary), options.heads.split(","), options.repeats)


if __name__ == "__main__":
    main()
