"""What the algorithms of one sweep share: the points, their distances, and any result worth keeping."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from grouping.types import Floats

T = TypeVar("T")
SAME = 4e-14
"""Squared distances below this share of the largest squared norm are rounding: such points are the same."""
BLOCK = 2_000


@dataclass(slots=True)
class Space:
    """Points in principal components, with weights (images per point) where they stand for micro-clusters."""

    points: Floats
    """(n_points, n_components), float64, centred, the widest component first."""
    weights: Floats
    """(n_points,): 1 for an image."""
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each shared piece took to make."""
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def weighted(self) -> bool:
        """Whether points stand for several images each."""
        return bool((self.weights != 1).any())

    @property
    def squared_distances(self) -> Floats:
        """(n_points, n_points) float32: squared Euclidean distances, exact zeros between the same points."""
        return self.once("distances", lambda: squared_distances(self.points))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what `make` gives, made at the first call by this name and kept for the others."""
        if name not in self._kept:
            before, start = sum(self.seconds.values()), time.perf_counter()
            self._kept[name] = make()
            inner = sum(self.seconds.values()) - before  # shared pieces made on the way count for themselves
            self.seconds[name] = time.perf_counter() - start - inner
        kept: T = self._kept[name]
        return kept


def squared_distances(points: Floats) -> Floats:
    """Return (n, n) squared distances as float32, computed in float64 so that near duplicates keep theirs."""
    squares = (points**2).sum(axis=1)
    floor = SAME * float(squares.max())
    result = np.empty((len(points), len(points)), dtype=np.float32)
    for start in range(0, len(points), BLOCK):
        block = squares[start : start + BLOCK, None] + squares - 2 * (points[start : start + BLOCK] @ points.T)
        result[start : start + BLOCK] = np.where(block > floor, block, 0)
    np.fill_diagonal(result, 0)
    return result
