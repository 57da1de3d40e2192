"""Visual prototypes on a folder with a folder for each class: a few labeled images a class, the rest to be recognised.

    python -m benchmarks.prototypes ../shared/data/xsdd [--draws 10]

With 1, 5 and 20 labeled images a class, drawn ten times: top-1 of the other images by the mean prototype, with the mean
of all images taken away, with the cache, with the adapter, and by logistic regression of scikit-learn on the same
images; mean and 95 % interval over the draws (Student's t). Then unknown classes: two held out, each pair, AUROC of
known against unknown; and precision against coverage.
"""

import argparse
import math
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.stats import t as student
from sklearn.linear_model import LogisticRegression

from benchmarks.sweep import encoded, is_image
from classifiers.directions.vectors import unit_rows
from classifiers.few_shot.adapter import AdapterSpec
from classifiers.zero_shot.choose_point import coverage_curve, fit_temperature
from classifiers.zero_shot.predict import answers_of
from classifiers.zero_shot.recognizer import Labeled, Recognizer, fit_recognizer
from classifiers.zero_shot.spec import ZeroShotSpec
from classifiers.zero_shot.unknown import auroc
from classifiers.zero_shot.views import SeenImages
from grouping.types import Floats, Ints

SHOTS = (1, 5, 20)
COVERAGES = (0.25, 0.5, 0.75, 0.9, 1.0)
SPECS = {
    "mean prototype": ZeroShotSpec(text=False, label_set="drawn"),
    "centred": ZeroShotSpec(text=False, label_set="drawn", centre=True),
    "centred, 3 prototypes": ZeroShotSpec(text=False, label_set="drawn", centre=True, per_class=3),
    "centred, cache": ZeroShotSpec(text=False, label_set="drawn", centre=True, cache=1.0),
    "centred, adapter": ZeroShotSpec(text=False, label_set="drawn", centre=True, adapter=AdapterSpec()),
}
PEER = "logistic regression"


class Images:
    """All images of a folder: X (n, dim), class numbers y (n,), and the classes' names."""

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.rglob("*") if is_image(path))
        self.names = tuple(sorted({path.parent.name for path in paths}))
        self.X = encoded(paths)
        self.y: Ints = np.array([self.names.index(path.parent.name) for path in paths])

    def draw(self, shots: int, seed: int) -> tuple[Ints, Ints]:
        """Return the rows of `shots` images a class, and all others."""
        random = np.random.default_rng(seed)
        own = [random.permutation(np.flatnonzero(self.y == number))[:shots] for number in range(len(self.names))]
        rows = np.concatenate(own)
        return rows, np.setdiff1d(np.arange(len(self.y)), rows)

    def fit(self, spec: ZeroShotSpec, rows: Ints) -> Recognizer:
        """Return the recognizer of a spec that learned from some rows."""
        labeled = Labeled(self.X[rows], [self.names[number] for number in self.y[rows]])
        return fit_recognizer(spec, None, labeled, SeenImages(self.X))


def interval(values: Floats) -> str:
    half = student.ppf(0.975, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values))
    return f"{100 * values.mean():5.1f} ± {100 * half:3.1f}"


def accuracy(images: Images, spec: ZeroShotSpec) -> Callable[[int, int], float]:
    def one(shots: int, seed: int) -> float:
        rows, rest = images.draw(shots, seed)
        return float((images.fit(spec, rows).answer(images.X[rest]).best == images.y[rest]).mean())

    return one


def peer(images: Images) -> Callable[[int, int], float]:
    unit = unit_rows(images.X)

    def one(shots: int, seed: int) -> float:
        rows, rest = images.draw(shots, seed)
        model = LogisticRegression(C=100.0, max_iter=2000).fit(unit[rows], images.y[rows])
        return float(model.score(unit[rest], images.y[rest]))

    return one


def show_accuracy(images: Images, draws: int) -> None:
    print(f"top-1 in %, mean and 95 % interval over {draws} draws; chance {100 / len(images.names):.1f}")
    print(f"{'labeled images a class':24}" + "".join(f"{shots:>14}" for shots in SHOTS))
    ways = {name: accuracy(images, spec) for name, spec in SPECS.items()} | {PEER: peer(images)}
    for name, way in ways.items():
        found = [interval(np.array([way(shots, seed) for seed in range(draws)])) for shots in SHOTS]
        print(f"{name:24}" + "".join(f"{one:>14}" for one in found), flush=True)


def show_unknown(images: Images, draws: int) -> None:
    pairs = list(combinations(range(len(images.names)), 2))
    print(f"AUROC of known against unknown in %, two classes held out: each of {len(pairs)} pairs, {draws} draws")
    for shots in SHOTS:
        values: dict[tuple[int, ...], list[float]] = {pair: [] for pair in pairs}
        for seed in range(draws):
            rows, rest = images.draw(shots, seed)
            S = images.fit(SPECS["centred"], rows).scores(images.X[rest])
            for pair in pairs:
                best, held = np.delete(S, pair, axis=1).max(axis=1), np.isin(images.y[rest], pair)
                values[pair].append(auroc(best[~held], best[held]))
        means = np.array([np.mean(one) for one in values.values()])
        (hard, easy) = (pairs[int(means.argmin())], pairs[int(means.argmax())])
        told = [f"{100 * value:.1f} ({' and '.join(images.names[n] for n in pair)})" for value, pair in
                ((means.min(), hard), (means.max(), easy))]  # fmt: skip
        print(f"{shots:4} a class: {interval(means)} over the pairs; worst {told[0]}, best {told[1]}", flush=True)


def show_coverage(images: Images, draws: int) -> None:
    print("precision of what is accepted in %, by the share of images accepted (margin falling)")
    print(f"{'':12}" + "".join(f"{100 * share:13.0f}%" for share in COVERAGES))
    for shots in SHOTS:
        found = []
        for seed in range(draws):
            rows, rest = images.draw(shots, seed)
            S = images.fit(SPECS["centred"], rows).scores(images.X[rest])
            gamma = fit_temperature(S, images.y[rest])
            curve = coverage_curve(answers_of(S, images.names, gamma), images.y[rest])
            found.append([curve.precision[np.searchsorted(curve.coverage, share - 1e-9)] for share in COVERAGES])
        table = np.array(found)
        print(f"{shots:4} a class" + "".join(f"{interval(column):>14}" for column in table.T), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=10)
    chosen = parser.parse_args()
    images = Images(chosen.folder)
    print(f"{len(images.y)} images of {len(images.names)} classes, EfficientNet-Lite0, {images.X.shape[1]} dimensions")
    show_accuracy(images, chosen.draws)
    show_unknown(images, chosen.draws)
    show_coverage(images, chosen.draws)


if __name__ == "__main__":
    main()
