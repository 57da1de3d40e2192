"""Silhouette of a large partition from a sample stratified by cluster, with its standard error.

A plain random sample loses small clusters, and those are the rare defects; here every cluster keeps at least
`FLOOR` images, and one with fewer is kept whole.
"""

from collections.abc import Callable

import numpy as np

from grouping.metrics.silhouette import image_silhouettes
from grouping.types import Floats, Ints

FLOOR = 30
"""Images kept of every cluster, however small its share."""
FOLDS = 10
"""Parts of the sample left out in turn (jackknife), which tells how far chance moves the estimate."""


def sampled_silhouette(
    rows: Callable[[Ints], Floats], labels: Ints, size: int, random: np.random.Generator
) -> tuple[float, float]:
    """Return an estimate of the silhouette and its standard error, both NaN for fewer than two clusters.

    `rows` gives the embeddings, (n, n_features), of the images with the given indices; `labels` is (n_images,),
    numbers 0, 1, ... without gaps; about `size` images are drawn. Distances to a cluster are estimated from that
    cluster's sample, and each cluster's mean score is weighted by its true share of the images. The error covers
    both: which images are scored, and to which their distances are taken.
    """
    counts = np.bincount(labels)
    if len(counts) < 2:
        return float("nan"), float("nan")
    sample = stratified_sample(labels, size, random)
    own = labels[sample]
    distances, members = _distances(rows(sample)), np.eye(len(counts), dtype=np.float32)[own]
    folds = _folds(own, counts, random)
    parts = np.stack([distances[:, folds == f] @ members[folds == f] for f in range(-1, FOLDS)])
    totals = parts.sum(axis=0)
    whole = _estimate(totals, own, counts)
    without = [_estimate((totals - parts[f + 1])[folds != f], own[folds != f], counts) for f in range(FOLDS)]
    return whole, float(np.sqrt((FOLDS - 1) * np.var(without)))


def _estimate(totals: Floats, own: Ints, counts: Ints) -> float:
    """Return the clusters' mean scores, weighted by their true sizes, from distances summed over the drawn images."""
    drawn = np.bincount(own, minlength=len(counts)).astype(np.float64)
    means = np.bincount(own, image_silhouettes(totals, own, drawn), minlength=len(counts)) / drawn
    return float(means @ counts / counts.sum())


def _folds(own: Ints, counts: Ints, random: np.random.Generator) -> Ints:
    """Deal each cluster's drawn images into folds; those of a cluster kept whole, where chance has no part, get -1."""
    folds = np.full(len(own), -1)
    for cluster in np.flatnonzero(np.bincount(own, minlength=len(counts)) < counts):
        drawn = np.flatnonzero(own == cluster)
        folds[drawn] = random.permutation(len(drawn)) % FOLDS
    return folds


def stratified_sample(labels: Ints, size: int, random: np.random.Generator) -> Ints:
    """Return the sorted indices of about `size` images: each cluster's share, but at least `FLOOR` of each."""
    order = np.argsort(labels, kind="stable")
    counts = np.bincount(labels)
    wanted = np.minimum(counts, np.maximum(FLOOR, np.ceil(size * counts / len(labels)))).astype(np.int64)
    parts = np.split(order, np.cumsum(counts)[:-1])
    drawn = [random.choice(part, take, replace=False) for part, take in zip(parts, wanted, strict=True)]
    return np.sort(np.concatenate(drawn))


def _distances(points: Floats) -> Floats:
    centred = np.asarray(points, dtype=np.float32) - points.mean(axis=0, dtype=np.float32)
    squares = (centred**2).sum(axis=1)
    squared = squares[:, None] + squares - 2 * (centred @ centred.T)
    np.fill_diagonal(squared, 0)
    distances: Floats = np.sqrt(np.maximum(squared, 0))
    return distances
