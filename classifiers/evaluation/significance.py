"""Whether one model is better than another, or only luckier."""

from dataclasses import dataclass

import numpy as np

from classifiers.errors import InvalidSpecError
from classifiers.evaluation.intervals import OVERALL
from grouping.errors import LengthMismatchError
from grouping.types import Floats, Ints

SWAPS = 9999


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference b - a with its p-value, in (0, 1], and where the test gives one its 95 % interval."""

    difference: float
    p: float
    n: int
    """Images of the permutation test; folds of the t-test."""
    interval: tuple[float, float] | None = None


def permutation_test(
    y: Ints, a: Ints, b: Ints, n_classes: int, figure: str = "macro_f1", swaps: int = SWAPS, seed: int = 0
) -> Comparison:
    """Test whether two models' predictions of the same images could as well be swapped; two-sided.

    `y`, `a` and `b` are (n_images,): truth and predictions. For each image the two predictions are swapped by the
    toss of a coin, `swaps` times; p is the share of (swaps + 1) tosses with at least the difference seen, the real
    one among them. Images alike in truth and both predictions are tossed together, as one binomial draw.
    """
    if not len(y) == len(a) == len(b):
        raise LengthMismatchError(f"{len(y)} images, but {len(a)} and {len(b)} predictions.")
    cells, counts = np.unique(np.stack([y, a, b], axis=1), axis=0, return_counts=True)
    swapped = np.random.default_rng(seed).binomial(counts, 0.5, size=(swaps, len(counts)))
    swapped = np.concatenate([np.zeros((1, len(counts)), dtype=swapped.dtype), swapped])
    truth, of_a, of_b = cells.T
    kept = counts - swapped
    scores = OVERALL[figure]
    with_a, with_b = _selector(truth, of_a, n_classes), _selector(truth, of_b, n_classes)
    first = (kept @ with_a + swapped @ with_b).reshape(-1, n_classes, n_classes)
    second = (kept @ with_b + swapped @ with_a).reshape(-1, n_classes, n_classes)
    differences = scores(second) - scores(first)
    p = float(np.mean(np.abs(differences) >= abs(differences[0]) - 1e-12))
    return Comparison(float(differences[0]), p, len(y))


def _selector(truth: Ints, said: Ints, n_classes: int) -> Ints:
    matrix = np.zeros((len(truth), n_classes**2), dtype=np.int64)
    matrix[np.arange(len(truth)), truth * n_classes + said] = 1
    return matrix


def corrected_t_test(a: Floats, b: Floats, n_train: int, n_test: int) -> Comparison:
    """Test the scores of two models on the same folds, (n_folds,) each; two-sided.

    The folds share training images, so their scores vary less than those of fresh data would: the variance is taken
    times (1 / n_folds + n_test / n_train) in place of 1 / n_folds.
    Source: Nadeau and Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
    """
    from scipy.special import stdtr

    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if len(a) != len(b):
        raise LengthMismatchError(f"{len(a)} folds of one model, but {len(b)} of the other.")
    if len(a) < 2:
        raise InvalidSpecError("The t-test needs two folds at least.")
    differences = b - a
    mean, error = float(differences.mean()), _error(differences, n_train, n_test)
    interval = corrected_interval(differences, n_train, n_test)
    if error == 0:
        return Comparison(mean, 1.0 if mean == 0 else 0.0, len(a), interval)
    return Comparison(mean, float(2 * stdtr(len(a) - 1, -abs(mean / error))), len(a), interval)


def corrected_interval(scores: Floats, n_train: int, n_test: int) -> tuple[float, float]:
    """Return the 95 % interval of the mean of scores on folds, (n_folds,), allowing for shared training images.

    Of one fold it is unknown: (NaN, NaN).
    """
    from scipy.special import stdtrit

    if len(scores) < 2:
        return float("nan"), float("nan")
    half = float(stdtrit(len(scores) - 1, 0.975)) * _error(scores, n_train, n_test)
    return float(scores.mean()) - half, float(scores.mean()) + half


def _error(scores: Floats, n_train: int, n_test: int) -> float:
    return float(np.sqrt((1 / len(scores) + n_test / n_train) * scores.var(ddof=1)))
