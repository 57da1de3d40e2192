import numpy as np
import pytest

from grouping.clustering.labels import canonical
from grouping.clustering.space import squared_distances
from grouping.metrics import sampled_silhouette, silhouettes
from grouping.metrics.sampled import FLOOR, stratified_sample


def uneven_blobs() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    sizes = (1_500, 900, 550, 40, 8, 2)
    centres = random.normal(size=(len(sizes), 16)) * 1.5
    labels = np.repeat(np.arange(len(sizes)), sizes)
    return centres[labels] + random.normal(size=(len(labels), 16)), labels


def test_small_clusters_are_kept_whole() -> None:
    _, labels = uneven_blobs()
    drawn = np.bincount(labels[stratified_sample(labels, 300, np.random.default_rng(0))])
    assert drawn.tolist() == [150, 90, 55, FLOOR, 8, 2]


def test_the_error_covers_the_distance_to_the_exact_silhouette() -> None:
    X, labels = uneven_blobs()
    labels = canonical(labels)
    exact = silhouettes(squared_distances(X - X.mean(axis=0)), [labels])[0]
    runs = [sampled_silhouette(lambda i: X[i], labels, 500, np.random.default_rng(seed)) for seed in range(40)]
    deviations = np.array([(value - exact) / error for value, error in runs])
    assert np.sqrt((deviations**2).mean()) < 1.5
    assert np.abs(deviations).max() < 4


def test_a_sample_of_all_images_is_exact_and_has_no_error() -> None:
    X, labels = uneven_blobs()
    exact = silhouettes(squared_distances(X - X.mean(axis=0)), [labels])[0]
    value, error = sampled_silhouette(lambda i: X[i], labels, len(X), np.random.default_rng(0))
    assert value == pytest.approx(exact, abs=1e-5)
    assert error == pytest.approx(0.0, abs=1e-12)


def test_one_cluster_has_no_silhouette() -> None:
    X, labels = uneven_blobs()
    value, error = sampled_silhouette(lambda i: X[i], np.zeros_like(labels), 100, np.random.default_rng(0))
    assert np.isnan([value, error]).all()
