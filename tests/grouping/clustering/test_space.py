import numpy as np
import pytest
from scipy.spatial.distance import cdist

from grouping.clustering.space import Space, squared_distances


def test_squared_distances_are_exact_to_single_precision(space: Space) -> None:
    assert space.squared_distances == pytest.approx(cdist(space.points, space.points, "sqeuclidean"), rel=1e-6)


def test_copies_of_a_point_lie_at_distance_zero() -> None:
    points = np.repeat(np.random.default_rng(0).normal(size=(4, 50)), 3, axis=0)
    same = np.repeat(np.arange(4), 3)
    assert np.array_equal(squared_distances(points) == 0, same[:, None] == same)


def test_shared_work_is_done_once_and_timed() -> None:
    space, calls = Space(np.zeros((2, 2)), np.ones(2)), list[int]()
    for _ in range(3):
        space.once("piece", lambda: calls.append(1))
    assert calls == [1]
    assert space.seconds["piece"] >= 0
