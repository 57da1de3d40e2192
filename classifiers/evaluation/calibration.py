"""Whether a confidence of 0.9 is right nine times in ten, and making it so.

Temperature scaling divides all logits by one number T, fitted on images that training did not see: it changes no
decision, only the confidence. Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


def fit_temperature(logits: Floats, y: Ints, learned: npt.NDArray[np.bool_] | None = None) -> float:
    """Return the T > 0 with the smallest negative log-likelihood of the truth; 1 where there is no image.

    `learned`, (n_images, n_classes) or (n_classes,), says which classes the model had images of: of the others it
    knows nothing, so that no temperature could make it right; they and their images do not count.

    T above 1 means that the model was too sure of itself. T stays within [exp(-5), exp(5)]. The truth counts
    (n + 1) / (n + 2), the rest is spread over the other classes, as Platt (1999) does: else a few images that are
    all right would make the model sure of everything.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import log_softmax

    logits, y = np.asarray(logits, dtype=np.float64), np.asarray(y)
    known = np.broadcast_to(True if learned is None else learned, logits.shape)
    counts = known[np.arange(len(y)), y]
    logits, y, known = logits[counts], y[counts], known[counts]
    if not len(y):
        return 1.0

    n = len(y)
    rest = 1 / (n + 2) / np.maximum(known.sum(axis=1, keepdims=True) - 1, 1)
    target = np.where(known, rest, 0.0)
    target[np.arange(n), y] = (n + 1) / (n + 2)
    masked = np.where(known, logits, -np.inf)

    def loss(log_t: float) -> float:
        logs = np.where(known, log_softmax(masked / np.exp(log_t), axis=1), 0.0)
        return -float((target * logs).sum(axis=1).mean())

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
