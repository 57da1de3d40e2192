"""How far a figure may be off: bootstrap intervals over the images that it was measured on.

A resample of images that were all judged right is all right again, so the bootstrap of a perfect figure, or of one that
is 0, has no width. Such figures take their far end from `exact_interval`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from classifiers.evaluation.confusion import accuracy, f1, macro_f1, mcc, precision, recall
from grouping.types import Floats, Ints

RESAMPLES = 2000
LEVEL = 0.95
Figure = Callable[[Floats | Ints], Floats]
OVERALL: Mapping[str, Figure] = MappingProxyType({"accuracy": accuracy, "macro_f1": macro_f1, "mcc": mcc})
PER_CLASS: Mapping[str, Figure] = MappingProxyType({"precision": precision, "recall": recall, "f1": f1})


def resampled(matrix: Ints, resamples: int = RESAMPLES, seed: int = 0) -> Ints:
    """Return confusion matrices of as many images drawn with replacement, (resamples, n_classes, n_classes).

    Drawing images is drawing cells by their shares, so the images themselves are not needed.
    """
    total = int(matrix.sum())
    shares = matrix.ravel() / max(total, 1)
    drawn = np.random.default_rng(seed).multinomial(total, shares / max(shares.sum(), 1e-300), size=resamples)
    return drawn.reshape(resamples, *matrix.shape)


def interval(values: Floats, level: float = LEVEL) -> tuple[float, float]:
    """Return the percentile interval of resampled values, (n_resamples,)."""
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def most_without_error(n: int, level: float = LEVEL) -> float:
    """Return the largest share of errors, in (0, 1), that `n` images without an error leave open; 0 is best.

    One-sided at `level`, for n > 0. Resampling cannot tell it, for it finds no error either.

    Source: Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika 26, 1934; about 3 / n.
    """
    return float(1 - (1 - level) ** (1 / n))


def exact_interval(right: int, total: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a share of `right` in `total` images; it holds the truth as often as `level` or oftener.

    Chosen before Wilson's for shares of 0 and 1, where that covers less than it says. Of no image: (0, 1).
    Source: Clopper and Pearson, "The use of confidence or fiducial limits illustrated in the case of the binomial",
    1934; Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", 2001.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(right, total - right + 1, tail)) if right else 0.0
    high = float(betaincinv(right + 1, total - right, 1 - tail)) if right < total else 1.0
    return low, high


def overall_intervals(matrix: Ints, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Return figure -> its 95 % interval.

    Where every image is right, or none, an end is that of the matrix in which as many are wrong (spread evenly over the
    other classes), or right, as the exact interval of the accuracy allows.
    """
    drawn = resampled(matrix, resamples, seed)
    found = {name: interval(figure(drawn)) for name, figure in OVERALL.items()}
    right, total = int(np.trace(matrix)), int(matrix.sum())
    if total and right == total:
        worse = _with_errors(matrix, exact_interval(right, total)[0])
        return {name: (float(figure(worse)), high) for (name, figure), (_, high) in _both(found)}
    if right == 0:
        better = _with_right(matrix, exact_interval(right, total)[1])
        return {name: (low, max(high, float(figure(better)))) for (name, figure), (low, high) in _both(found)}
    return found


def _both(found: Mapping[str, tuple[float, float]]) -> list[tuple[tuple[str, Figure], tuple[float, float]]]:
    return list(zip(OVERALL.items(), found.values(), strict=True))


def _with_errors(matrix: Ints, share: float) -> Floats:
    """Return a matrix that is all right, of classes that occur, with a share of 1 - `share` of each class wrong."""
    there = np.flatnonzero(matrix.sum(axis=1))
    own = np.diag(matrix)[there].astype(np.float64)
    others = max(len(there) - 1, 1)
    worse = np.tile(((1 - share) * own / others)[:, np.newaxis], (1, max(len(there), 2)))
    worse[np.arange(len(own)), np.arange(len(own))] = share * own
    return worse if len(there) > 1 else np.vstack([worse, np.zeros(2)])


def _with_right(matrix: Ints, share: float) -> Floats:
    better = (1 - share) * matrix
    return np.asarray(better + share * np.diag(matrix.sum(axis=1)))


def class_intervals(matrix: Ints, resamples: int = RESAMPLES, seed: int = 0) -> list[dict[str, tuple[float, float]]]:
    """Return, for each class, figure -> its 95 % interval; exact where the figure is 0 or 1.

    A figure of no image (a class that is absent, or never predicted) is not known: (0, 1).
    """
    drawn = resampled(matrix, resamples, seed)
    values = {name: figure(drawn) for name, figure in PER_CLASS.items()}
    return [
        {
            name: interval(values[name][:, place]) if 0 < right < total else _far_end(name, right, total)
            for name, (right, total) in _shares(matrix, place).items()
        }
        for place in range(len(matrix))
    ]


def _shares(matrix: Ints, place: int) -> dict[str, tuple[int, int]]:
    """Return figure -> (images right, images it is a share of); F1 is 2 J / (1 + J) of the Jaccard index J."""
    right, own, said = int(matrix[place, place]), int(matrix[place].sum()), int(matrix[:, place].sum())
    return {"precision": (right, said), "recall": (right, own), "f1": (right, own + said - right)}


def _far_end(name: str, right: int, total: int) -> tuple[float, float]:
    low, high = exact_interval(right, total)
    return (2 * low / (1 + low), 2 * high / (1 + high)) if name == "f1" else (low, high)
