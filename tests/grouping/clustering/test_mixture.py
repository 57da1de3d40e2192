import numpy as np
import pytest
from sklearn.mixture import GaussianMixture

from grouping.clustering import mixture
from grouping.clustering.space import Space
from grouping.clustering.ward import cut, ward_merges


@pytest.mark.parametrize("k", [3, 10])
def test_the_likelihood_is_that_of_scikit_learn_from_the_same_start(space: Space, k: int) -> None:
    points = np.ascontiguousarray(space.points[:, :20])
    start = cut(ward_merges(space), k)
    labels, likelihood = mixture.expectation_maximization(points, space.weights, points.T @ points, start, 200, 1e-6)
    means = np.stack([points[start == c].mean(axis=0) for c in range(k)])
    within = np.mean([np.outer(row, row) for row in points - means[start]], axis=0)
    theirs = GaussianMixture(
        k,
        covariance_type="tied",
        tol=1e-6,
        max_iter=200,
        weights_init=np.bincount(start) / len(start),
        means_init=means,
        precisions_init=np.linalg.inv(within),
    ).fit(points)
    assert likelihood == pytest.approx(theirs.score(points), abs=1e-3)
    assert np.mean(labels == theirs.predict(points)) > 0.99


def test_a_weight_counts_as_that_many_copies_of_the_point(space: Space) -> None:
    points, copies = np.ascontiguousarray(space.points[:120, :5]), np.arange(120) % 3 + 1
    start = cut(ward_merges(space), 4)[:120]
    weighted = points.T @ (points * copies[:, None])
    light = mixture.expectation_maximization(points, copies.astype(float), weighted, start, 50, 1e-6)
    copied, many = np.repeat(points, copies, axis=0), np.repeat(start, copies)
    full = mixture.expectation_maximization(copied, np.ones(len(copied)), copied.T @ copied, many, 50, 1e-6)
    assert light[1] == pytest.approx(full[1])
    assert np.array_equal(np.repeat(light[0], copies), full[0])
