"""Whether a confidence of 0.9 is right nine times in ten, and making it so.

Temperature scaling divides all logits by one number T, fitted on images that training did not see: it changes no
decision, only the confidence. Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
"""

from dataclasses import dataclass

import numpy as np

from grouping.types import Floats, Ints

BINS = 15
"""Of equal width in [0, 1], as in the source."""
_RANGE = (-5.0, 5.0)
"""Of log T."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A row of the reliability table: the images whose confidence lies in (low, high]."""

    low: float
    high: float
    n: int
    confidence: float
    """Mean of the images in the bin; NaN of none."""
    accuracy: float
    """Share of them that are right; NaN of none."""


def probabilities(logits: Floats, temperature: float = 1.0) -> Floats:
    """Return softmax(logits / temperature), (n_images, n_classes)."""
    from scipy.special import softmax

    found: Floats = softmax(np.asarray(logits, dtype=np.float64) / temperature, axis=1)
    return found


def fit_temperature(logits: Floats, y: Ints) -> float:
    """Return the T > 0 with the smallest negative log-likelihood of the truth; 1 where there is no image.

    T above 1 means that the model was too sure of itself. T stays within [exp(-5), exp(5)]. The truth counts
    (n + 1) / (n + 2), the rest is spread over the other classes, as Platt (1999) does: else a few images that are
    all right would make the model sure of everything.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits, y = np.asarray(logits, dtype=np.float64), np.asarray(y)
    if not len(y):
        return 1.0

    n, n_classes = logits.shape
    target = np.full(logits.shape, 1 / (n + 2) / max(n_classes - 1, 1))
    target[np.arange(n), y] = (n + 1) / (n + 2)

    def loss(log_t: float) -> float:
        return -float((target * log_softmax(logits / np.exp(log_t), axis=1)).sum(axis=1).mean())

    return float(np.exp(minimize_scalar(loss, bounds=_RANGE, method="bounded").x))


def reliability_table(confidence: Floats, right: Ints, bins: int = BINS) -> list[Bin]:
    """Return one row a bin of equal width; `confidence` in [0, 1] and `right` (0 or 1) are (n_images,)."""
    confidence, right = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    table = []
    for one in range(bins):
        own = place == one
        sure, share = (float(v[own].mean()) if own.any() else float("nan") for v in (confidence, right))
        table.append(Bin(float(edges[one]), float(edges[one + 1]), int(own.sum()), sure, share))
    return table


def expected_calibration_error(confidence: Floats, right: Ints, bins: int = BINS) -> float:
    """Return the mean distance between confidence and accuracy over the bins, by their images; 0 is best, 1 worst."""
    table = [row for row in reliability_table(confidence, right, bins) if row.n]
    total = sum(row.n for row in table)
    return sum(row.n * abs(row.confidence - row.accuracy) for row in table) / total if total else float("nan")
