"""Areas under the ROC and the precision-recall curve, one class against the rest, with bootstrap intervals."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from classifiers.evaluation.intervals import RESAMPLES, exact_interval, interval
from grouping.types import Floats, Ints

_AT_ONCE = 500_000
_MOST, _FEWEST = 10_000_000, 100
"""Image draws of all classes together; with more images fewer resamples do, for their intervals are narrow."""

Ends = tuple[float, float] | None
"""A 95 % interval; None where it is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Areas:
    """ROC-AUC and PR-AUC of each class, NaN where it is absent or alone, with intervals; and their means."""

    roc: Floats
    pr: Floats
    roc_ends: tuple[Ends, ...]
    pr_ends: tuple[Ends, ...]
    mean_roc_ends: Ends
    mean_pr_ends: Ends


def areas(own: Floats, scores: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return ROC-AUC and average precision, (n_weightings,) each, 0 to 1, 1 best.

    `own` (n_images,) is 1 for the class and 0 for the rest, `scores` (n_images,) the higher the surer, `weights`
    (n_weightings, n_images) how often each image counts. Images of equal score share a step of both curves. NaN where
    a weighting leaves nothing of the class or of the rest.
    """
    order = np.argsort(-scores, kind="stable")
    steps = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    drawn = weights[:, order]
    right = np.cumsum(drawn * own[order], axis=1)[:, steps]
    said = np.cumsum(drawn, axis=1)[:, steps]
    more_right = np.diff(right, axis=1, prepend=0)
    more_wrong = np.diff(said - right, axis=1, prepend=0)
    n_own, n_rest = right[:, -1], (said - right)[:, -1]
    both = (n_own > 0) & (n_rest > 0)
    pairs = (more_wrong * (right - more_right / 2)).sum(axis=1)
    precision = right / np.maximum(said, 1)
    total = np.where(both, n_own, np.nan)
    return pairs / (total * np.where(both, n_rest, 1)), (more_right * precision).sum(axis=1) / total


def judged_areas(y: Ints, probabilities: Floats, resamples: int = RESAMPLES, seed: int = 0) -> Areas:
    """Return the areas of class numbers `y` (n_images,) under `probabilities` (n_images, n_classes), with intervals.

    Intervals are 95 % percentile bootstrap intervals over images. An ROC-AUC of 1 has no bootstrap width: it is the
    chance that an image of the class scores above one of the rest, so its low end is the exact one of as many pairs
    that share no image. A PR-AUC of 1 is no such chance and has no interval.
    """
    n, n_classes = probabilities.shape
    once = _all(y, probabilities, np.ones((1, n)))[:, :, 0]
    count = int(min(resamples, max(_FEWEST, _MOST // max(n * n_classes, 1))))
    drawn = np.concatenate([_all(y, probabilities, some) for some in _weights(n, count, seed)], axis=2)
    counts = np.bincount(y, minlength=n_classes)
    roc_ends = tuple(
        _ends(once[0, one], drawn[0, one], int(min(counts[one], n - counts[one]))) for one in range(n_classes)
    )
    pr_ends = tuple(_ends(once[1, one], drawn[1, one], 0) for one in range(n_classes))
    return Areas(once[0], once[1], roc_ends, pr_ends, _mean(once[0], drawn[0], roc_ends), _mean(once[1], drawn[1], ()))


def _all(y: Ints, probabilities: Floats, weights: Floats) -> Floats:
    """Return (2, n_classes, n_weightings): ROC-AUC, then PR-AUC."""
    found = [
        areas((y == one).astype(np.float64), probabilities[:, one], weights) for one in range(probabilities.shape[1])
    ]
    return np.array(found).transpose(1, 0, 2)


def _weights(n: int, count: int, seed: int) -> Iterator[Floats]:
    """Yield how often each of `n` images is drawn in each of `count` resamples, some resamples at a time."""
    rng, at_once = np.random.default_rng(seed), max(1, _AT_ONCE // n)
    for start in range(0, count, at_once):
        yield rng.multinomial(n, np.full(n, 1 / n), size=min(at_once, count - start)).astype(np.float64)


def _ends(value: float, drawn: Floats, pairs: int) -> Ends:
    if value == 1:
        return (exact_interval(pairs, pairs)[0], 1.0) if pairs else None
    there = drawn[np.isfinite(drawn)]
    return interval(there) if len(there) and np.isfinite(value) else None


def _mean(values: Floats, drawn: Floats, ends: tuple[Ends, ...]) -> Ends:
    """Return the interval of the mean over the classes that have an area."""
    there = np.isfinite(values)
    if not there.any():
        return None
    if (values[there] == 1).all():
        lows = [one[0] for one in ends if one is not None]
        return (float(np.mean(lows)), 1.0) if lows else None
    known = np.isfinite(drawn[there])
    sums, counts = np.where(known, drawn[there], 0).sum(axis=0), known.sum(axis=0)
    return interval(sums[counts > 0] / counts[counts > 0]) if counts.any() else None
