import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import LengthMismatchError
from grouping.neighbours.decisions import expected_decisions

LABELS = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 4)), min_size=1, max_size=60).map(np.array)


def test_pure_clusters_cost_one_decision_each() -> None:
    assert expected_decisions(np.array([0, 0, 1, 1, 2, -1]), np.array([5, 5, 3, 3, 9, 9])) == 3


def test_each_odd_image_costs_one_more() -> None:
    near_labels = np.repeat([0, 1], [90, 10])
    assert expected_decisions(near_labels, np.zeros(100, dtype=int)) == pytest.approx(1 + 100 * (1 - 90.5 / 101))


def test_a_large_mixed_cluster_costs_no_more_than_drilling_in() -> None:
    assert expected_decisions(np.arange(1_000) % 2, np.zeros(1_000, dtype=int)) == 21


def test_a_cluster_without_near_labels_is_not_taken_for_pure() -> None:
    assert expected_decisions(np.full(10, -1), np.zeros(10, dtype=int)) == 6


@given(LABELS)
def test_it_lies_within_its_bounds_whatever_the_numbers_of_the_clusters(pairs: np.ndarray) -> None:
    near_labels, clusters = pairs.T
    value = expected_decisions(near_labels, clusters)
    m = len(np.unique(clusters))
    assert m <= value <= 21 * m
    assert expected_decisions(near_labels, 7 - clusters) == pytest.approx(value)


def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(LengthMismatchError, match="2 near-labels and 1 clusters"):
        expected_decisions(np.array([0, 1]), np.array([0]))
