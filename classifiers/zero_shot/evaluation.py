"""How good the answers are where labels exist: overall, by class, by how frequent a class is, and what is confused."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.evaluation.confusion import confusion_matrix, f1, macro_f1, precision, recall
from classifiers.zero_shot.scores import top_classes
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats, Ints

_Z = 1.959964  # 95 %
SHARES = ("head", "medium", "tail")


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class: rates in [0, 1], 1 best, and 0 of nothing; average precision is NaN for a class without images."""

    name: str
    images: int
    precision: float
    recall: float
    f1: float
    average_precision: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one labeled set."""

    n_images: int
    top1: float
    top1_interval: tuple[float, float]
    """95 %, Wilson."""
    top5: float
    macro_f1: float
    """Mean over the classes that have images or answers."""
    classes: tuple[ClassFigures, ...]
    frequency: dict[str, float]
    """Top-1 of the images of the head, medium and tail thirds of the classes by their number of images."""
    confusions: tuple[tuple[str, str, int], ...]
    """(true class, called, images), the most frequent first."""

    @property
    def error_by_size(self) -> list[tuple[str, int, float]]:
        """Return (class, images, error rate), by falling size."""
        rows = [(one.name, one.images, 1 - one.recall) for one in self.classes if one.images]
        return sorted(rows, key=lambda row: -row[1])


def wilson(right: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    p, z2 = right / total, _Z**2
    middle, half = p + z2 / (2 * total), _Z * math.sqrt(p * (1 - p) / total + z2 / (4 * total**2))
    return max(0.0, (middle - half) / (1 + z2 / total)), min(1.0, (middle + half) / (1 + z2 / total))


def evaluate(S: Floats, truth: Ints, names: Sequence[str]) -> Evaluation:
    """Return all figures of similarities S (n_images, n_classes) against class numbers `truth` (n_images,).

    Raises GrouplineError without images, LengthMismatchError when the two differ in number.
    """
    if len(S) != len(truth):
        raise LengthMismatchError(f"{len(S)} images have scores, {len(truth)} have labels.")
    if not len(truth):
        raise GrouplineError("There is no labeled image of these classes to measure on. Label some first.")
    top = top_classes(S, 5)
    right, called = top[:, 0] == truth, top[:, 0]
    table = confusion_matrix(truth, called, len(names))
    return Evaluation(
        n_images=len(truth),
        top1=float(right.mean()),
        top1_interval=wilson(int(right.sum()), len(truth)),
        top5=float((top == truth[:, None]).any(axis=1).mean()),
        macro_f1=float(macro_f1(table)),
        classes=_by_class(table, S, truth, names),
        frequency=_by_frequency(table),
        confusions=_confusions(table, names),
    )


def _by_class(table: Ints, S: Floats, truth: Ints, names: Sequence[str]) -> tuple[ClassFigures, ...]:
    figures = zip(names, table.sum(axis=1), precision(table), recall(table), f1(table), strict=True)
    return tuple(
        ClassFigures(name, int(images), float(p), float(r), float(f), _area(S[:, number], truth == number))
        for number, (name, images, p, r, f) in enumerate(figures)
    )


def _area(scores: Floats, positive: npt.NDArray[np.bool_]) -> float:
    return precision_recall(scores, positive).average_precision if positive.any() else math.nan


@dataclass(frozen=True)
class PrecisionRecall:
    """A class's precision against its recall as the score asked for falls: arrays of equal length."""

    precision: npt.NDArray[np.float64]
    recall: npt.NDArray[np.float64]
    score: Floats

    @property
    def average_precision(self) -> float:
        """The sum over the steps of recall times the precision there, in [0, 1], 1 best."""
        return float((np.diff(self.recall, prepend=0.0) * self.precision).sum())


def precision_recall(scores: Floats, positive: npt.NDArray[np.bool_]) -> PrecisionRecall:
    """Return the curve of one class from its scores (n_images,) and which images are of it; equal scores together."""
    order = np.argsort(-scores, kind="stable")
    sorted_scores, hits = scores[order], positive[order].cumsum()
    last = np.append(sorted_scores[1:] != sorted_scores[:-1], True) if len(order) else np.zeros(0, np.bool_)
    counts = np.arange(1, len(order) + 1)[last]
    return PrecisionRecall(hits[last] / counts, hits[last] / max(1, int(positive.sum())), sorted_scores[last])


def _by_frequency(table: Ints) -> dict[str, float]:
    sizes = table.sum(axis=1)
    order = np.argsort(-sizes, kind="stable")
    thirds = np.array_split(order[sizes[order] > 0], len(SHARES))
    hits = np.diag(table)
    return {
        share: float(hits[third].sum() / sizes[third].sum())
        for share, third in zip(SHARES, thirds, strict=True)
        if len(third)
    }


def _confusions(table: Ints, names: Sequence[str]) -> tuple[tuple[str, str, int], ...]:
    rows, columns = np.nonzero(table * (1 - np.eye(len(table), dtype=np.int64)))
    found = [(names[r], names[c], int(table[r, c])) for r, c in zip(rows.tolist(), columns.tolist(), strict=True)]
    return tuple(sorted(found, key=lambda one: -one[2]))


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did to the same images: newly right, newly wrong, and how likely chance alone does as much."""

    fixed: tuple[int, ...]
    """Rows that are right now and were not."""
    broken: tuple[int, ...]
    top1: tuple[float, float]
    """Before and after."""
    p_value: float
    """Two-sided exact McNemar test: 1 where nothing changed."""


def change(before: Ints, after: Ints, truth: Ints) -> Change:
    """Compare two lists of class numbers for the same images (n_images,) with the truth."""
    was, now = before == truth, after == truth
    fixed, broken = np.flatnonzero(now & ~was), np.flatnonzero(was & ~now)
    return Change(
        tuple(fixed.tolist()), tuple(broken.tolist()), (float(was.mean()), float(now.mean())), _mcnemar(fixed, broken)
    )


def _mcnemar(fixed: Ints, broken: Ints) -> float:
    n, few = len(fixed) + len(broken), min(len(fixed), len(broken))
    return float(min(1.0, 2 * sum(math.comb(n, k) for k in range(few + 1)) / 2**n))


def folds(truth: Ints, n_folds: int = 10, seed: int = 0) -> npt.NDArray[np.int64]:
    """Return the fold of each image, stratified: each class is spread as evenly as it can be: (n_images,).

    Raises GrouplineError for fewer than two folds, or fewer images than folds.
    """
    if not 2 <= n_folds <= len(truth):
        raise GrouplineError(f"{n_folds} folds of {len(truth)} images; take 2 to as many as there are images.")
    order = np.random.default_rng(seed).permutation(len(truth))
    order = order[np.argsort(truth[order], kind="stable")]
    fold = np.empty(len(truth), np.int64)
    fold[order] = np.arange(len(truth)) % n_folds
    return fold
