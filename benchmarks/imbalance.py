"""A rare defect: transfer learning, a Siamese network and the best head on the same images.

    python -m benchmarks.imbalance ../shared/data/xsdd [--defect finishing_roll_printing] [--share 0.03]

One class counts as the defect, reduced to `--share` of the images, all others as OK. A gold set of 30 and 30 is
locked first, and every model is judged on it once: precision, recall and F1 of the defect with 95 % bootstrap
intervals, and a permutation test of each model against the best head. Then the same with half of the training images.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.labeled_folders import ENCODER, truth_of
from classifiers import Project
from classifiers.evaluation.confusion import confusion_matrix, f1, precision, recall
from classifiers.evaluation.intervals import class_intervals
from classifiers.evaluation.significance import permutation_test
from grouping.types import Ints

OK, DEFECT = "ok", "defect"
HEADS = ("logistic_regression", "linear_svm", "rbf_svm", "knn", "prototype")
GOLD = 30


def rare(name: str, folder: Path, home: Path, defect: str, share: float, seed: int) -> Project:
    """Return a project with 30 and 30 images to lock, and defects at `share` of all the others."""
    project = Project.create(name, home=home)
    project.import_images(folder)
    project.encode(ENCODER)
    truth = truth_of(project)
    rng = np.random.default_rng(seed)
    ok = rng.permutation([i for i, own in truth.items() if own != defect])
    bad = rng.permutation([i for i, own in truth.items() if own == defect])
    n_bad = round(share * (len(ok) - GOLD) / (1 - share))
    project.promote([int(i) for i in ok], OK)
    project.promote([int(i) for i in bad[: GOLD + n_bad]], DEFECT)
    return project


def networks(options: argparse.Namespace) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return title -> recipe and spec."""
    shared = {"size": options.size, "epochs": options.epochs, "patience": options.epochs}
    lite0 = {**shared, "frozen": 5, "balanced": True}
    scratch = {**shared, "size": min(options.size, 64), "epochs": 2 * options.epochs, "patience": 2 * options.epochs}
    return {
        "transfer, 5 frozen, balanced draws": ("finetune", lite0),
        "transfer, 5 frozen, weights 5:1": (
            "finetune",
            {**shared, "frozen": 5, "weighting": "given", "class_weights": {OK: 1, DEFECT: 5}},
        ),
        "transfer, 5 frozen, focal": ("finetune", {**lite0, "loss": "focal", "balanced": False}),
        "siamese, lite0, contrastive": (
            "siamese",
            {**shared, "backbone": ENCODER, "start": "pretrained", "frozen": 5, "loss": "contrastive"},
        ),
        "siamese, 6 convolutions from scratch": ("siamese", {**scratch, "loss": "contrastive"}),
    }


def predicted(project: Project, model: str) -> tuple[Ints, Ints, list[int]]:
    """Judge a model on the gold set, once, and return truth and prediction (1 is the defect), by image."""
    project.evaluate(model, on="gold")
    table = project.judged(model, on="gold").sort_values("id")
    y, said = ((table[name] == DEFECT).to_numpy().astype(np.int64) for name in ("truth", "predicted"))
    return y, said, [int(i) for i in table["id"]]


def line(title: str, y: Ints, said: Ints, against: Ints | None, seconds: float) -> str:
    matrix = confusion_matrix(y, said, 2)
    ends = class_intervals(matrix)[1]
    figures = {"precision": precision(matrix)[1], "recall": recall(matrix)[1], "f1": f1(matrix)[1]}
    told = "  ".join(f"{value:.3f} [{ends[name][0]:.3f}, {ends[name][1]:.3f}]" for name, value in figures.items())
    p = "" if against is None else f"{permutation_test(y, against, said, 2).p:.3f}"
    return f"{title:40} {told}  {p:>6}  {seconds:7.1f}"


def study(project: Project, options: argparse.Namespace, share: float) -> None:
    heads = {head: project.train(head, share=share) for head in options.heads.split(",")}
    best = max(heads.values(), key=lambda one: float(project.model_card(one.key)["val"]["macro_f1"]))
    card = project.model_card(best.key)
    print(f"\n{share:.0%} of the training images: {card['counts']['train']}; validation: {card['counts']['val']}")
    print(f"{'on 30 + 30 gold images':40} {'precision':20}  {'recall':20}  {'F1':20}  p       seconds", flush=True)
    y, of_head, order = predicted(project, best.key)
    print(line(f"best head on val: {best.title}", y, of_head, None, card["seconds"]), flush=True)
    for title, (recipe, spec) in networks(options).items():
        model = project.train(spec, recipe=recipe, share=share)
        truth, said, same = predicted(project, model.key)
        if same != order or not np.array_equal(truth, y):
            raise SystemExit("The models were judged on different images.")
        print(line(title, y, said, of_head, project.model_card(model.key)["seconds"]), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--defect", default="finishing_roll_printing")
    parser.add_argument("--share", type=float, default=0.03)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--heads", default=",".join(HEADS))
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        project = rare("imbalance", options.folder, Path(temporary), options.defect, options.share, options.seed)
        project.lock_gold(per_class=GOLD, balanced=True, seed=options.seed)
        print(f"{project.label_sets()[0].counts()}; gold: {project.gold()}", flush=True)
        for share in (1.0, 0.5):
            study(project, options, share)


if __name__ == "__main__":
    main()
