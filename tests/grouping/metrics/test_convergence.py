import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import LengthMismatchError
from grouping.metrics import (
    c_score,
    c_score_normalized,
    contingency,
    convergence_difference,
    convergence_ratio,
)

# name: near-labels, clusters, k, m, C by hand
TABLES = {
    # every cluster is a class: 1 + 1
    "perfect": ([0, 0, 1, 1], [1, 1, 0, 0], 2, 2, 2.0),
    # class 0 (4 images) is split 2 + 2, class 1 (2) is whole: 2/4 + 2/4 + 2/2
    "converged": ([0, 0, 0, 0, 1, 1], [0, 0, 1, 1, 2, 2], 2, 3, 2.0),
    # each cluster holds one image of each class, unions of 3: 4 * 1/3
    "crossed": ([0, 0, 1, 1], [0, 1, 0, 1], 2, 2, 4 / 3),
    # the known images are 0 0 1 in clusters 0 0 1: 2/2 + 1/1; the others do not count, nor does cluster 2
    "partial near-labels": ([0, 0, 1, -1, -1], [0, 0, 1, 1, 2], 2, 2, 2.0),
    # classes 0 (2), 1 (1), 2 (2) in clusters of 3 and 2: 2/3 + 1/3 + 2/2
    "k > m": ([0, 0, 1, 2, 2], [0, 0, 0, 1, 1], 3, 2, 2.0),
    # clusters {0 0 1}, {1 1}, {1}: pairs 2/3 + 1/6, 2/4, 1/4; class 1 has 4 images
    "m > k": ([0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 2], 2, 3, 2 / 3 + 1 / 6 + 2 / 4 + 1 / 4),
    # every image alone in its cluster: 2 * 1/2 for class 0, 3 * 1/3 for class 1
    "singletons": ([0, 0, 1, 1, 1], [0, 1, 2, 3, 4], 2, 5, 2.0),
}


@pytest.mark.parametrize("name", TABLES)
def test_the_scores_of_a_table_worked_by_hand(name: str) -> None:
    near_labels, clusters, k, m, expected = TABLES[name]
    t, p = np.array(near_labels), np.array(clusters)
    assert contingency(t, p).shape == (k, m)
    assert c_score(t, p) == pytest.approx(expected)
    assert c_score_normalized(t, p) == pytest.approx(expected / (k * m))
    assert convergence_difference(t, p) == pytest.approx(min(1 / k, 1 / m) - expected / (k * m), abs=1e-12)
    assert convergence_ratio(t, p) == pytest.approx(expected / min(k, m))


@pytest.mark.parametrize("name", ["perfect", "converged", "partial near-labels", "k > m", "singletons"])
def test_the_difference_is_zero_and_the_ratio_one_where_clusters_and_classes_nest(name: str) -> None:
    near_labels, clusters, *_ = TABLES[name]
    assert convergence_difference(np.array(near_labels), np.array(clusters)) == pytest.approx(0, abs=1e-12)
    assert convergence_ratio(np.array(near_labels), np.array(clusters)) == pytest.approx(1)


labellings = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 5), min_size=n, max_size=n).map(np.array)] * 2)
)


@given(labellings)
def test_exchanging_classes_and_clusters_changes_no_score(pair: tuple) -> None:
    t, p = pair
    for score in (c_score, c_score_normalized, convergence_difference, convergence_ratio):
        assert score(t, p) == pytest.approx(score(p, t), abs=1e-12)


@given(labellings)
def test_the_scores_keep_their_bounds(pair: tuple) -> None:
    k, m = contingency(*pair).shape
    assert 0 < c_score(*pair) <= min(k, m)
    assert 0 < c_score_normalized(*pair) <= min(1 / k, 1 / m) + 1e-15
    assert 0 <= convergence_difference(*pair) < min(1 / k, 1 / m)
    assert 0 < convergence_ratio(*pair) <= 1


def test_images_without_a_near_label_do_not_count() -> None:
    t, p = np.array([0, 1, 1, -1, -1]), np.array([0, 1, 1, 0, 2])
    assert c_score(t, p) == c_score(t[:3], p[:3])


def test_without_any_near_label_there_is_no_score() -> None:
    assert np.isnan(c_score(np.array([-1, -1]), np.array([0, 1])))
    assert np.isnan(convergence_difference(np.array([-1, -1]), np.array([0, 1])))


def test_arrays_of_different_length_are_refused_with_both_lengths() -> None:
    with pytest.raises(LengthMismatchError, match="3 near-labels and 2 clusters"):
        c_score(np.array([0, 1, 1]), np.array([0, 1]))
