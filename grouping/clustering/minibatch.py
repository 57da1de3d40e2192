"""Mini-batch K-Means for many k at once: the same batches and one sequence of k-means++ seeds serve all.

The first k seeds of a longer k-means++ sequence are a k-means++ start for k. All centres of all k meet a batch in one
matrix product. Source: Sculley (2010), doi 10.1145/1772690.1772862.
"""

from collections.abc import Callable, Sequence

import numpy as np

from grouping.clustering.seeding import spread_centres
from grouping.clustering.space import BLOCK, Space
from grouping.types import Floats, Ints


def prepare(
    space: Space, clusters: Sequence[int], seed: int, *, batch_size: int, max_steps: int, patience: int
) -> Callable[[int], Ints]:
    """Return the function that gives the labels, (n_points,), for a number of clusters.

    Each step draws `batch_size` points, by weight and with replacement, and moves every centre to the mean of all
    points it has met. A k stops when its smoothed inertia has not fallen for `patience` steps, all at `max_steps`.
    """
    random = np.random.default_rng(seed)
    points = space.points.astype(np.float32)
    seeds = spread_centres(points, space.weights, max(clusters), random)
    fits = {k: Centres(seeds[:k]) for k in clusters}
    chance = space.weights / space.weights.sum()
    for _ in range(max_steps):
        active = [fit for fit in fits.values() if fit.waited < patience]
        if not active:
            break
        _step(active, points[random.choice(len(points), batch_size, p=chance)], len(points))
    return lambda k: _assign(points, fits[k].centres)


class Centres:
    """The centres of one k and how many points each has met."""

    def __init__(self, start: Floats) -> None:
        self.centres = start.copy()
        self.met = np.zeros(len(start), dtype=np.float32)
        self.smoothed = self.best = np.inf
        self.waited = 0

    def learn(self, members: Floats, sums: Floats) -> None:
        """Move to the mean of all points met: `members` (k,) and their `sums` (k, p) are those of this batch."""
        self.met += members
        rate = (1 / np.maximum(self.met, 1))[:, None]
        self.centres += rate * (sums - members[:, None] * self.centres)

    def watch(self, inertia: float, share: float) -> None:
        """Follow the smoothed inertia, and count the steps since it last fell."""
        self.smoothed = inertia if self.smoothed == np.inf else self.smoothed * (1 - share) + inertia * share
        self.waited = 0 if self.smoothed < self.best else self.waited + 1
        self.best = min(self.best, self.smoothed)


def _step(active: list[Centres], batch: Floats, n_points: int) -> None:
    sizes = [len(fit.centres) for fit in active]
    ends = np.cumsum(sizes)
    centres = np.concatenate([fit.centres for fit in active])
    costs = (centres**2).sum(axis=1) - 2 * (batch @ centres.T)
    squares = float((batch**2).sum())
    members = np.zeros_like(costs)
    rows = np.arange(len(batch))
    share = min(1.0, 2 * len(batch) / (n_points + 1))
    for fit, size, end in zip(active, sizes, ends, strict=True):
        part = costs[:, end - size : end]
        nearest = part.argmin(axis=1)
        members[rows, nearest + end - size] = 1
        fit.watch(float(part[rows, nearest].sum()) + squares, share)
    sums, counts = members.T @ batch, members.sum(axis=0)
    for fit, size, end in zip(active, sizes, ends, strict=True):
        fit.learn(counts[end - size : end], sums[end - size : end])


def _assign(points: Floats, centres: Floats) -> Ints:
    squares = (centres**2).sum(axis=1)
    blocks = range(0, len(points), BLOCK)
    return np.concatenate([(squares - 2 * (points[i : i + BLOCK] @ centres.T)).argmin(axis=1) for i in blocks])
