"""K-Means for many k at once, started from Ward's cuts and polished on the shared distance matrix.

The squared distance from a point to a cluster's centre follows from the distances between points alone:
|x_i - c|^2 = mean_j d_ij^2 - (mean_jl d_jl^2) / 2 over the cluster. So the centres are never built, and a step costs
only the rows of the points that move. Ward's cuts are nested, so the sums for one k are sums of those for the largest.
"""

from collections.abc import Callable, Sequence

import numpy as np

from grouping.clustering.space import Space
from grouping.clustering.threads import one_thread
from grouping.clustering.ward import cut, ward_merges
from grouping.types import Floats, Ints

FAR = np.finfo(np.float64).max / 4
"""The distance to an empty cluster, so that no point goes there; finite, so that it can be multiplied."""


def prepare(space: Space, clusters: Sequence[int], seed: int, *, max_steps: int) -> Callable[[int], Ints]:
    """Return the function that gives the labels, (n_points,), for a number of clusters; nothing is random.

    At most `max_steps` rounds of each kind of step: all points to the nearest centre (Lloyd), then single points
    whose move lowers the inertia (Hartigan), which leaves fewer poor optima.
    """
    del seed
    merges, k_max = ward_merges(space), max(clusters)
    finest = cut(merges, k_max)
    sums = space.squared_distances @ _one_hot(finest, space.weights, k_max)

    def fit(k: int) -> Ints:
        labels = cut(merges, k)
        coarse = np.zeros((k_max, k), dtype=np.float32)
        coarse[finest, labels] = 1
        state = Assignment(space, labels, (sums @ coarse).astype(np.float64))
        with one_thread():
            state.repeat(state.nearest_centres, max_steps)
            state.repeat(state.better_places, max_steps)
        return state.labels

    return fit


class Assignment:
    """Points in clusters, with the sum of squared distances from each point to each cluster kept up to date."""

    def __init__(self, space: Space, labels: Ints, sums: Floats) -> None:
        self.squared, self.weights = space.squared_distances, space.weights
        self.labels, self.sums = labels.copy(), sums

    def repeat(self, step: Callable[[], Ints], max_steps: int) -> None:
        """Take steps until no point moves."""
        for _ in range(max_steps):
            target = step()
            moved = np.flatnonzero(target != self.labels)
            if not len(moved):
                return
            self._move(moved, target[moved])

    def nearest_centres(self) -> Ints:
        """Send every point to its nearest centre."""
        _, to_centre = self._to_centres()
        nearest: Ints = to_centre.argmin(axis=1)
        return nearest

    def better_places(self) -> Ints:
        """Send single points where the inertia falls most, no two of them touching the same cluster."""
        sizes, to_centre = self._to_centres()
        rows, w = np.arange(len(self.labels)), self.weights
        left = sizes[self.labels] - w
        out = np.where(left > 0, sizes[self.labels] / np.where(left > 0, left, 1), 0) * to_centre[rows, self.labels]
        into = np.where(sizes > 0, to_centre * (sizes / (sizes + w[:, None])), FAR)
        into[rows, self.labels] = np.inf
        target = into.argmin(axis=1)
        gain = w * (out - into[rows, target])
        return self._disjoint(target, gain, float(1e-6 * (w * to_centre[rows, self.labels]).mean()))

    def _disjoint(self, target: Ints, gain: Floats, least: float) -> Ints:
        chosen, touched = self.labels.copy(), set[int]()
        candidates = np.flatnonzero(gain > least)
        for i in candidates[np.argsort(-gain[candidates], kind="stable")]:
            pair = {int(self.labels[i]), int(target[i])}
            if not pair & touched:
                chosen[i] = target[i]
                touched |= pair
        return chosen

    def _to_centres(self) -> tuple[Floats, Floats]:
        k = self.sums.shape[1]
        sizes: Floats = np.bincount(self.labels, self.weights, minlength=k).astype(np.float64)
        own = self.weights * self.sums[np.arange(len(self.labels)), self.labels]
        within = np.bincount(self.labels, own, minlength=k)
        filled = np.where(sizes > 0, sizes, 1)
        to_centre = self.sums / filled - within / (2 * filled**2)
        to_filled: Floats = np.where(sizes > 0, to_centre, FAR)
        return sizes, to_filled

    def _move(self, moved: Ints, target: Ints) -> None:
        k = self.sums.shape[1]
        change = _one_hot(target, self.weights[moved], k) - _one_hot(self.labels[moved], self.weights[moved], k)
        self.sums += self.squared[moved].T @ change
        self.labels[moved] = target


def _one_hot(labels: Ints, weights: Floats, k: int) -> Floats:
    members = np.zeros((len(labels), k), dtype=np.float32)
    members[np.arange(len(labels)), labels] = weights
    return members
