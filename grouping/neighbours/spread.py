"""Centroids, and how images lie around them, for many groups in one pass over the embeddings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grouping.types import Floats, Ints

BLOCK = 4_096
"""Images a pass, so that a memory map is never read whole."""
ROOT = "root"


@dataclass(frozen=True, slots=True)
class Spread:
    """Groups of embeddings around their centroids; all lists and first axes go by group, in the order given."""

    paths: Sequence[str]
    groups: Sequence[Ints]
    centroids: Floats
    """(n_groups, n_features), float64."""
    distances: Sequence[Floats]
    """For each group, the distance of each of its images to the centroid, in the order of its rows."""
    cohesion: Floats
    """(n_groups,), in [0, 1]; 1 is best."""
    separation: Floats
    """(n_groups,), in [-1, 1]; NaN where there is no other group."""

    def by_distance(self, i: int) -> Ints:
        """Return the rows of group `i`, the most central first; ties go to the lower row."""
        return self.groups[i][np.argsort(self.distances[i], kind="stable")]

    def nearest_groups(self, i: int, n: int) -> tuple[tuple[str, float], ...]:
        """Return up to `n` groups whose centroids are nearest to that of group `i`, with the distance."""
        away = np.sqrt(((self.centroids - self.centroids[i]) ** 2).sum(axis=1))
        others = [int(j) for j in np.argsort(away, kind="stable") if not related(self.paths[i], self.paths[j])]
        return tuple((self.paths[j], float(away[j])) for j in others[:n])


def related(path: str, other: str) -> bool:
    """Whether one group lies in the other, or they are the same."""
    return ROOT in (path, other) or f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/")


def spread_of(X: Floats, paths: Sequence[str], groups: Sequence[Ints]) -> Spread:
    """Return how groups of images lie: `X` is (n_images, n_features), each of `groups` the rows of one, not empty."""
    middle, total = _overall(X)
    centroids = _centroids(X, groups, middle)
    strangers = ~np.array([[related(path, other) for other in paths] for path in paths])
    around = [_around(X, rows, middle, centroids, i, strangers[i]) for i, rows in enumerate(groups)]
    distances = [a for a, _ in around]
    within = np.array([(a.astype(np.float64) ** 2).mean() for a in distances])
    cohesion = np.clip(1 - within / total, 0, 1) if total > 0 else np.ones(len(groups))
    return Spread(paths, groups, centroids + middle, distances, cohesion, np.array([s for _, s in around]))


def _overall(X: Floats) -> tuple[Floats, float]:
    """Return the centroid of all images and their mean squared distance to it."""
    middle = sum(part.sum(axis=0, dtype=np.float64) for part in _blocks(X)) / len(X)
    near = middle.astype(X.dtype)
    total = sum(float(np.einsum("ij,ij->", part - near, part - near, dtype=np.float64)) for part in _blocks(X))
    return near, total / len(X)


def _centroids(X: Floats, groups: Sequence[Ints], middle: Floats) -> Floats:
    sums = [sum(part.sum(axis=0, dtype=np.float64) for part in _blocks(X, rows)) for rows in groups]
    return np.stack([total / len(rows) for total, rows in zip(sums, groups, strict=True)]) - middle


def _around(
    X: Floats, rows: Ints, middle: Floats, centroids: Floats, own: int, strangers: Ints
) -> tuple[Floats, float]:
    """Return the distance of each image to its own centroid, and the mean of their (b - a) / max(a, b)."""
    others = centroids[strangers].astype(X.dtype)
    squares = (others**2).sum(axis=1)
    distances, scores = [], 0.0
    for part in _blocks(X, rows):
        centred = part - middle
        away = centred - centroids[own].astype(X.dtype)
        a = np.sqrt(np.einsum("ij,ij->i", away, away))
        distances.append(a)
        if len(others):
            lengths = np.einsum("ij,ij->i", centred, centred)
            b = np.sqrt(np.maximum(lengths + (squares - 2 * (centred @ others.T)).min(axis=1), 0))
            larger = np.maximum(a, b)
            scores += float(((b - a) / np.where(larger > 0, larger, 1)).sum())
    return np.concatenate(distances), scores / len(rows) if len(others) else float("nan")


def _blocks(X: Floats, rows: Ints | None = None) -> Iterator[Floats]:
    for start in range(0, len(X) if rows is None else len(rows), BLOCK):
        yield X[start : start + BLOCK] if rows is None else X[rows[start : start + BLOCK]]
