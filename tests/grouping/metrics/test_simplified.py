import numpy as np
import pytest

from grouping.errors import LengthMismatchError
from grouping.metrics import c_score, c_score_parts, centre_distances, simplified_silhouettes

X = np.array([[0.0], [2.0], [10.0], [14.0]], np.float32)
TWO = np.array([0, 0, 1, 1])


def test_distances_are_to_the_means_of_clusters() -> None:
    far = np.inf
    wanted = [[1, 12, far], [1, 10, far], [9, 2, far], [13, 2, far]]
    assert centre_distances(X, TWO, 3).tolist() == wanted


def test_the_silhouette_against_centres_is_that_worked_by_hand() -> None:
    assert simplified_silhouettes(centre_distances(X, TWO, 2), TWO).tolist() == pytest.approx(
        [11 / 12, 9 / 10, 7 / 9, 11 / 13]
    )


def test_one_cluster_has_no_silhouette_and_one_point_twice_scores_nothing() -> None:
    one = np.zeros(4, np.int64)
    assert np.isnan(simplified_silhouettes(centre_distances(X, one, 1), one)).all()
    same = np.zeros((2, 1), np.float32)
    assert simplified_silhouettes(centre_distances(same, np.array([0, 1]), 2), np.array([0, 1])).tolist() == [0, 0]


def test_an_image_that_is_a_cluster_by_itself_scores_nothing() -> None:
    clusters = np.array([0, 0, 0, 1])
    assert simplified_silhouettes(centre_distances(X, clusters, 2), clusters)[3] == 0


def test_arrays_of_different_lengths_are_refused() -> None:
    with pytest.raises(LengthMismatchError):
        centre_distances(X, TWO[:2], 2)


def test_the_parts_of_clusters_sum_to_the_c_score() -> None:
    rng = np.random.default_rng(3)
    near, clusters = rng.integers(-1, 4, 60), rng.integers(0, 7, 60)
    parts = c_score_parts(near, clusters)
    assert sum(parts.values()) == pytest.approx(c_score(near, clusters))
    assert c_score_parts(np.array([0, 0, 1, 1, -1]), np.array([5, 5, 7, 7, 9])) == {5: 1.0, 7: 1.0}
