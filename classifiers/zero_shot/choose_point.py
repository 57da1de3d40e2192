"""The operating point from a labeled set: by costs, or by a wished precision; with the curve to choose it on."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.predict import Answers
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats, Ints

_STEPS = 64
_GOLDEN = (math.sqrt(5) - 1) / 2
Bools = npt.NDArray[np.bool_]
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A point, and what it does on the images it was chosen on: rates in [0, 1] with their counts."""

    point: OperatingPoint
    n_images: int
    accepted: int
    right: int
    """How many of the accepted have the right class."""

    @property
    def coverage(self) -> float:
        """The share of all images that is accepted."""
        return self.accepted / self.n_images if self.n_images else 0.0

    @property
    def precision(self) -> float:
        """The share of the accepted that is right; NaN where none is accepted."""
        return self.right / self.accepted if self.accepted else math.nan


def fit_temperature(S: Floats, truth: Ints) -> float:
    """Return the gamma in [0.001, 1] at which the truth is likeliest (least negative log-likelihood).

    `S` is (n_images, n_classes), `truth` (n_images,) class numbers, -1 for images of no class, which do not count.
    Raises GrouplineError when no image counts. Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
    """
    known = truth >= 0
    if not known.any():
        raise GrouplineError("No labeled image is of one of these classes, so there is nothing to choose a point on.")
    S, truth = S[known].astype(np.float64), truth[known]
    behind = S - S[np.arange(len(truth)), truth][:, None]  # of each class behind the truth

    def loss(log_gamma: float) -> float:
        scaled = behind / math.exp(log_gamma)
        most = scaled.max(axis=1)
        return float((most + np.log(np.exp(scaled - most[:, None]).sum(axis=1))).mean())

    return math.exp(_least(loss, math.log(1e-3), 0.0))


def _least(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function with one valley is least, by golden-section search to 1e-3 of the range."""
    while high - low > 1e-3:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if function(left) <= function(right):
            high = right
        else:
            low = left
    return (low + high) / 2


@dataclass(frozen=True)
class _Grid:
    """How many images each pair of thresholds accepts, and how many of them rightly: (n_thetas, n_mus)."""

    thetas: Table
    mus: Table
    accepted: Ints
    right: Ints

    def chosen(self, place: tuple[int, int], answers: Answers, gamma: float, on: str) -> Chosen:
        point = OperatingPoint(float(self.mus[place[1]]), float(self.thetas[place[0]]), gamma, on)
        return Chosen(point, len(answers), int(self.accepted[place]), int(self.right[place]))


def _thresholds(values: Floats, most: float) -> Table:
    """Return 0, up to 64 quantiles of the values and `most`, ascending; `most` lets next to nothing through."""
    real = values[np.isfinite(values)].astype(np.float64)
    levels = np.quantile(real, np.linspace(0, 1, _STEPS), method="lower") if len(real) else np.empty(0)
    return np.unique(np.clip(np.append(levels, [0.0, most]), 0.0, most))


def _grid(answers: Answers, right: Bools) -> _Grid:
    thetas, mus = _thresholds(answers.probability, 1.0), _thresholds(answers.margin, 2.0)
    usable = np.isfinite(answers.margin) & ~answers.nothing
    shape = (len(thetas) + 1, len(mus) + 1)
    # How many thresholds each image reaches; the sums from the end count those that reach at least as many.
    reached = (
        np.searchsorted(thetas, answers.probability[usable].astype(np.float64), "right"),
        np.searchsorted(mus, answers.margin[usable].astype(np.float64), "right"),
    )
    counts = []
    for weights in (np.ones(usable.sum(), np.int64), right[usable].astype(np.int64)):
        table = np.zeros(shape, np.int64)
        np.add.at(table, reached, weights)
        counts.append(table[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1][1:, 1:])
    return _Grid(thetas, mus, counts[0], counts[1])


def _check(answers: Answers, truth: Ints) -> Bools:
    if len(answers) != len(truth):
        raise LengthMismatchError(f"{len(answers)} images have answers, {len(truth)} have labels.")
    if not len(truth):
        raise GrouplineError("There is no labeled image to choose a point on. Label some first.")
    return np.asarray(answers.best == truth)


def for_precision(answers: Answers, truth: Ints, precision: float, gamma: float, on: str = "a labeled set") -> Chosen:
    """Return the point that accepts most images with at least the wished precision, in (0, 1], on these.

    `truth` is (n_images,) class numbers; -1, an image of none of the classes, is wrong whenever it is accepted. Of
    points that accept as many, the one with the lowest theta, then mu. Raises GrouplineError, with the best that can
    be had, when no point reaches the precision.
    """
    right = _check(answers, truth)
    if not 0 < precision <= 1:
        raise GrouplineError(f"The wished precision is {precision}; it must lie above 0 and not above 1.")
    grid = _grid(answers, right)
    share = grid.right / np.maximum(grid.accepted, 1)
    allowed = (share >= precision - 1e-12) & (grid.accepted > 0)
    if not allowed.any():
        raise GrouplineError(
            f"No point reaches a precision of {precision:.1%} here; the best is {share.max():.1%}. Ask for less, or "
            "make prompts and images of the classes more telling."
        )
    return grid.chosen(_first_best(np.where(allowed, grid.accepted, -1)), answers, gamma, on)


def for_costs(
    answers: Answers, truth: Ints, error_cost: float, review_cost: float, gamma: float, on: str = "a labeled set"
) -> Chosen:
    """Return the point of least cost on these images: `error_cost` a wrong answer accepted, `review_cost` each other.

    Costs are of any one unit, 0 or more, not both 0. Ties as in `for_precision`. Raises GrouplineError otherwise.
    """
    right = _check(answers, truth)
    if min(error_cost, review_cost) < 0 or error_cost + review_cost == 0:
        raise GrouplineError(f"Costs are 0 or more, and not both 0; got {error_cost} and {review_cost}.")
    grid = _grid(answers, right)
    cost = error_cost * (grid.accepted - grid.right) + review_cost * (len(truth) - grid.accepted)
    return grid.chosen(_first_best(-cost), answers, gamma, on)


def _first_best(values: Floats | Ints) -> tuple[int, int]:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


@dataclass(frozen=True, slots=True)
class Curve:
    """Precision against coverage as the least margin falls: three arrays of equal length, by rising coverage."""

    coverage: Table
    precision: Table
    mu: Table


def coverage_curve(answers: Answers, truth: Ints, theta: float = 0.0) -> Curve:
    """Return the precision of the accepted at each share of images that can be accepted; theta held.

    Images of equal margin are accepted together.
    """
    right = _check(answers, truth)
    open_ = np.isfinite(answers.margin) & ~answers.nothing & (answers.probability >= theta)
    order = np.argsort(-answers.margin[open_], kind="stable")
    margins, hits = answers.margin[open_][order].astype(np.float64), right[open_][order].cumsum()
    last = np.append(margins[1:] != margins[:-1], True) if len(margins) else np.zeros(0, np.bool_)
    counts = np.arange(1, len(margins) + 1)[last]
    return Curve(counts / len(right), hits[last] / counts, margins[last])
