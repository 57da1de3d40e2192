"""Ward linkage of weighted points, by the nearest-neighbour chain; scipy's has no weights."""

import numpy as np

from grouping.types import Floats, Ints


def weighted_merges(squared_distances: Floats, weights: Floats) -> Ints:
    """Return (n - 1, 2) merges in order of cost; point i is node i, merge j makes node n + j.

    `squared_distances` is (n, n), `weights` (n,): how many images each point stands for. The cost of a merge is the
    growth of the within-cluster sum of squares, w_i w_j / (w_i + w_j) d_ij^2, kept up to date by the Lance-Williams
    formula. Source: Murtagh (1983), doi 10.1093/comjnl/26.4.354.
    """
    w = weights.astype(np.float64)
    cost = squared_distances * (w[:, None] * w / (w[:, None] + w))
    np.fill_diagonal(cost, np.inf)
    found: list[tuple[float, int, int]] = []
    chain: list[int] = []
    for _ in range(len(w) - 1):
        a, b = _nearest_pair(cost, chain, w)
        found.append((float(cost[a, b]), a, b))
        _merge(cost, w, a, b)
    return _in_order(found)


def _nearest_pair(cost: Floats, chain: list[int], w: Floats) -> tuple[int, int]:
    """Follow nearest neighbours until two points are each other's; they leave the chain."""
    if not chain:
        chain.append(int(np.flatnonzero(w)[0]))
    while True:
        last = chain[-1]
        nearest = int(cost[last].argmin())
        if len(chain) > 1 and cost[last, chain[-2]] <= cost[last, nearest]:
            return chain.pop(), chain.pop()
        chain.append(nearest)


def _merge(cost: Floats, w: Floats, gone: int, kept: int) -> None:
    """Put the union in the place of `kept`; `gone` becomes infinitely far with weight 0."""
    alive = w > 0
    total = w[gone] + w[kept] + w
    union = ((w[gone] + w) * cost[gone] + (w[kept] + w) * cost[kept] - w * cost[gone, kept]) / total
    alive[[gone, kept]] = False
    w[kept] += w[gone]
    w[gone] = 0
    cost[gone, :] = cost[:, gone] = np.inf
    cost[kept, alive] = cost[alive, kept] = union[alive]


def _in_order(found: list[tuple[float, int, int]]) -> Ints:
    """Sort the merges by cost and give each union its node number."""
    n = len(found) + 1
    node = list(range(2 * n - 1))  # the node under which a point's cluster goes by now

    def top(point: int) -> int:
        while node[point] != point:
            node[point] = node[node[point]]
            point = node[point]
        return point

    merges = np.empty((n - 1, 2), dtype=np.int64)
    for j, (_, a, b) in enumerate(sorted(found, key=lambda merge: merge[0])):
        left, right = top(a), top(b)
        merges[j] = min(left, right), max(left, right)
        node[left] = node[right] = n + j
    return merges
