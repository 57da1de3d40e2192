import numpy as np
import pytest
from sklearn.cluster import KMeans

from grouping.clustering import kmeans
from grouping.clustering.space import Space


def inertia(X: np.ndarray, labels: np.ndarray) -> float:
    return sum(float(((X[labels == c] - X[labels == c].mean(axis=0)) ** 2).sum()) for c in np.unique(labels))


def test_inertia_is_on_average_no_higher_than_the_best_of_ten_random_starts(digits: np.ndarray, space: Space) -> None:
    X, clusters = digits.astype(np.float64), (2, 5, 10, 20, 35, 50)
    fit = kmeans.prepare(space, clusters, 0, max_steps=300)
    ratios = [inertia(X, fit(k)) / KMeans(k, n_init=10, random_state=0).fit(X).inertia_ for k in clusters]
    assert np.mean(ratios) <= 1.0
    assert max(ratios) <= 1.03


def test_no_single_image_is_nearer_to_another_centre(digits: np.ndarray, space: Space) -> None:
    X, labels = digits.astype(np.float64), kmeans.prepare(space, (12,), 0, max_steps=300)(12)
    centres = np.stack([X[labels == c].mean(axis=0) for c in range(12)])
    to_centres = ((X[:, None] - centres) ** 2).sum(axis=2)
    own = to_centres[np.arange(len(X)), labels]
    assert (own <= to_centres.min(axis=1) + 1e-2).all()


@pytest.mark.parametrize("k", [2, 6])
def test_a_weight_counts_as_that_many_copies_of_the_point(k: int) -> None:
    random = np.random.default_rng(3)
    points = np.concatenate([random.normal(size=(8, 4)) + centre for centre in random.normal(size=(6, 4)) * 9])
    copies = random.integers(1, 6, len(points))
    weighted = Space(points, copies.astype(np.float64))
    copied = Space(np.repeat(points, copies, axis=0), np.ones(copies.sum()))
    light, full = (kmeans.prepare(space, (k,), 0, max_steps=300)(k) for space in (weighted, copied))
    everything = copied.points
    assert inertia(everything, np.repeat(light, copies)) == pytest.approx(inertia(everything, full))
