"""Silhouette: how much nearer an image lies to its own cluster than to the next one."""

from collections.abc import Sequence

import numpy as np

from grouping.types import Floats, Ints

BLOCK = 2_000
"""Rows of the distance matrix taken at a time, so that the work space stays small beside the matrix."""


def silhouette(X: Floats, clusters: Ints) -> float:
    """Return the mean over images of (b - a) / max(a, b), in [-1, 1]; high is best. The simple form, for reference.

    `X` is (n_images, n_features), `clusters` (n_images,). a is the mean Euclidean distance to the other images of
    the own cluster, b to the images of the nearest other one. An image alone in its cluster scores 0, as does one
    for which a = b = 0. NaN where there are fewer than two clusters.
    Source: Rousseeuw (1987), doi 10.1016/0377-0427(87)90125-7.
    """
    points, numbers = np.asarray(X, dtype=np.float64), np.asarray(clusters)
    distances = [np.sqrt(((points - point) ** 2).sum(axis=1)) for point in points]
    return float(np.mean([_of_one(row, i, numbers) for i, row in enumerate(distances)]))


def _of_one(row: Floats, i: int, clusters: Ints) -> float:
    own = clusters == clusters[i]
    others = [float(row[clusters == c].mean()) for c in np.unique(clusters) if c != clusters[i]]
    if not others:
        return float("nan")
    if own.sum() == 1:
        return 0.0
    a, b = float(row[own].sum() / (own.sum() - 1)), min(others)
    return (b - a) / max(a, b) if max(a, b) > 0 else 0.0


def silhouettes(squared_distances: Floats, partitions: Sequence[Ints]) -> Floats:
    """Return the silhouette of each of many partitions of the same images, (n_partitions,), from one matrix.

    `squared_distances` is (n_images, n_images); labels must be 0, 1, ... without gaps. The distance from every
    image to every cluster of every partition is one matrix product with all one-hot labels side by side.
    """
    sizes = [np.bincount(labels).astype(np.float64) for labels in partitions]
    ends = np.cumsum([len(size) for size in sizes])
    members = _one_hot(partitions, ends, squared_distances.dtype)
    sums = np.zeros(len(partitions))
    for start in range(0, len(squared_distances), BLOCK):
        distances = np.sqrt(squared_distances[start : start + BLOCK])
        totals = np.split(distances @ members, ends[:-1], axis=1)
        own = [labels[start : start + BLOCK] for labels in partitions]
        sums += [image_silhouettes(*part).sum() for part in zip(totals, own, sizes, strict=True)]
    means: Floats = sums / len(squared_distances)
    return means


def image_silhouettes(totals: Floats, own: Ints, sizes: Floats) -> Floats:
    """Return the silhouette of each image, (n,), from the sum of its distances to each cluster, (n, n_clusters).

    `own` is (n,) the images' clusters, `sizes` (n_clusters,) how many images each cluster holds.
    """
    if len(sizes) < 2:
        return np.full(len(own), np.nan)
    rows = np.arange(len(own))
    a = totals[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = totals / sizes
    means[rows, own] = np.inf
    b = means.min(axis=1)
    larger = np.maximum(a, b)
    alone_or_same = (sizes[own] == 1) | (larger == 0)
    scores: Floats = np.where(alone_or_same, 0.0, (b - a) / np.where(larger == 0, 1.0, larger))
    return scores


def _one_hot(partitions: Sequence[Ints], ends: Ints, dtype: np.dtype[np.floating]) -> Floats:
    members = np.zeros((len(partitions[0]), int(ends[-1])), dtype=dtype)
    rows = np.arange(len(members))
    for labels, end in zip(partitions, ends, strict=True):
        members[rows, labels + (end - labels.max() - 1)] = 1
    return members
