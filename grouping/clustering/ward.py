"""Agglomerative clustering (Ward): one linkage, cut at every number of clusters.

Partitions equal those of scikit-learn's AgglomerativeClustering, which builds the same linkage anew for each k.
"""

import heapq
from collections.abc import Callable, Sequence

import numpy as np

from grouping.clustering.space import BLOCK, SAME, Space
from grouping.clustering.weighted_ward import weighted_merges
from grouping.types import Floats, Ints


def prepare(space: Space, clusters: Sequence[int], seed: int) -> Callable[[int], Ints]:
    """Return the function that gives the labels, (n_points,), for a number of clusters; nothing is random."""
    del clusters, seed
    merges = ward_merges(space)
    return lambda k: cut(merges, k)


def ward_merges(space: Space) -> Ints:
    """Return (n_points - 1, 2) merges in order of cost; point i is node i, merge j makes node n_points + j."""
    return space.once("ward linkage", lambda: _merges(space))


def _merges(space: Space) -> Ints:
    if space.weighted:
        return weighted_merges(space.squared_distances.astype(np.float64), space.weights)
    from scipy.cluster.hierarchy import ward

    merges: Ints = ward(condensed_distances(space.points))[:, :2].astype(np.int64)
    return merges


def condensed_distances(points: Floats) -> Floats:
    """Return the n (n - 1) / 2 distances above the diagonal, float64, without ever holding the square matrix."""
    n = len(points)
    squares = (points**2).sum(axis=1)
    result, filled = np.empty(n * (n - 1) // 2), 0
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        block = squares[start:stop, None] + squares - 2 * (points[start:stop] @ points.T)
        above = block[np.arange(n) > np.arange(start, stop)[:, None]]
        result[filled : filled + len(above)] = above
        filled += len(above)
    result[result < SAME * squares.max()] = 0
    return np.sqrt(result, out=result)


def cut(merges: Ints, n_clusters: int) -> Ints:
    """Return labels 0..n_clusters - 1, (n_points,): the last n_clusters - 1 merges undone."""
    n = len(merges) + 1
    roots = [-(2 * n - 2)]  # negative numbers make the heap give the latest merge first
    for _ in range(n_clusters - 1):
        left, right = merges[-heapq.heappop(roots) - n]
        heapq.heappush(roots, -int(left))
        heapq.heappush(roots, -int(right))
    return _spread(merges, [-root for root in roots])


def _spread(merges: Ints, roots: list[int]) -> Ints:
    n = len(merges) + 1
    labels = np.full(2 * n - 1, -1, dtype=np.int32)
    labels[roots] = np.arange(len(roots))
    for node in range(2 * n - 2, n - 1, -1):
        if labels[node] >= 0:
            labels[merges[node - n]] = labels[node]
    return labels[:n]
