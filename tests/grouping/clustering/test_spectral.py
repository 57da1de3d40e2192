import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import SpectralClustering
from sklearn.metrics import adjusted_rand_score
from sklearn.neighbors import kneighbors_graph

from grouping.clustering import spectral
from grouping.clustering.space import Space, squared_distances


def test_the_graph_is_that_of_scikit_learn_where_it_hangs_together() -> None:
    points = np.random.default_rng(0).normal(size=(200, 6))  # no ties among distances
    directed = kneighbors_graph(points, 10, include_self=True)
    ours = spectral.neighbour_graph(squared_distances(points), 10)
    assert abs(ours - 0.5 * (directed + directed.T)).sum() == 0


def test_partitions_are_close_to_those_of_scikit_learn(digits: np.ndarray, space: Space) -> None:
    clusters = (4, 8, 12)
    fit = spectral.prepare(space, clusters, 0, n_neighbors=10, max_steps=300)
    theirs = [SpectralClustering(k, affinity="nearest_neighbors", random_state=0).fit_predict(digits) for k in clusters]
    assert np.mean([adjusted_rand_score(fit(k), labels) for k, labels in zip(clusters, theirs, strict=True)]) > 0.9


def test_pieces_far_apart_are_joined_and_found() -> None:
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(size=(30, 3)) + shift for shift in (0, 50, 200)])
    squared = squared_distances(points - points.mean(axis=0))
    assert connected_components(spectral.neighbour_graph(squared, 10))[0] == 1
    labels = spectral.prepare(Space(points, np.ones(90)), (3,), 0, n_neighbors=10, max_steps=300)(3)
    assert adjusted_rand_score(labels, np.repeat([0, 1, 2], 30)) == 1.0


def test_lanczos_steps_find_the_eigenvectors_that_lapack_finds(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = spectral.neighbour_graph(space.squared_distances, 10)
    dense = spectral.spectrum(graph, 8, 0)
    monkeypatch.setattr(spectral, "DENSE", 0)
    sparse = spectral.spectrum(graph, 8, 0)
    assert np.abs(sparse) == pytest.approx(np.abs(dense), abs=1e-5)
