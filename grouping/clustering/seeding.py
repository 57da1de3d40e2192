"""Starting centres for K-Means: points far from each other (greedy k-means++)."""

import numpy as np

from grouping.types import Floats, Ints

TRIALS = 4
"""Points drawn for each centre; the one that leaves the smallest inertia is kept, as scikit-learn does."""


def spread_centres(points: Floats, weights: Floats, k: int, random: np.random.Generator) -> Floats:
    """Return k of the points, (k, n_features), drawn with probability proportional to their squared distance.

    `points` is (n, n_features), `weights` (n,). Where fewer than k points differ, the last are drawn by weight alone.
    The first j of the k centres are a start for j clusters. Source: Arthur and Vassilvitskii (2007).
    """
    squares = (points**2).sum(axis=1)
    nearest = np.full(len(points), np.inf)
    chosen: list[int] = []
    for _ in range(k):
        chance = weights * nearest if chosen and nearest.any() else weights
        drawn = _draw(chance, TRIALS if chosen else 1, random)
        to_drawn = squares[drawn] + squares[:, None] - 2 * (points @ points[drawn].T)
        left = np.minimum(nearest[:, None], np.maximum(to_drawn, 0))
        best = int((weights @ left).argmin())
        chosen.append(int(drawn[best]))
        nearest = np.where(np.arange(len(points)) == drawn[best], 0, left[:, best])
    return points[chosen]


def _draw(chances: Floats, count: int, random: np.random.Generator) -> Ints:
    bounds = np.cumsum(chances, dtype=np.float64)
    drawn = np.searchsorted(bounds, random.random(count) * bounds[-1], side="right")
    within: Ints = np.minimum(drawn, len(chances) - 1)
    return within
