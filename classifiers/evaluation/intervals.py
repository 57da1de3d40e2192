"""How far a figure may be off: bootstrap intervals over the images that it was measured on."""

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


def overall_intervals(matrix: Ints, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Return figure -> its 95 % interval."""
    drawn = resampled(matrix, resamples, seed)
    return {name: interval(figure(drawn)) for name, figure in OVERALL.items()}


def class_intervals(matrix: Ints, resamples: int = RESAMPLES, seed: int = 0) -> list[dict[str, tuple[float, float]]]:
    """Return, for each class, figure -> its 95 % interval."""
    drawn = resampled(matrix, resamples, seed)
    values = {name: figure(drawn) for name, figure in PER_CLASS.items()}
    return [{name: interval(found[:, place]) for name, found in values.items()} for place in range(len(matrix))]
