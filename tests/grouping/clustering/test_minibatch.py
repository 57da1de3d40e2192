import numpy as np
from sklearn.cluster import MiniBatchKMeans

from grouping.clustering import minibatch
from grouping.clustering.space import Space

SETTINGS = {"batch_size": 128, "max_steps": 100, "patience": 10}


def inertia(X: np.ndarray, labels: np.ndarray) -> float:
    return sum(float(((X[labels == c] - X[labels == c].mean(axis=0)) ** 2).sum()) for c in np.unique(labels))


def test_inertia_is_about_that_of_scikit_learn(digits: np.ndarray, space: Space) -> None:
    clusters = (2, 5, 10, 20, 40)
    fit = minibatch.prepare(space, clusters, 0, **SETTINGS)
    theirs = [MiniBatchKMeans(k, batch_size=128, random_state=0).fit(digits).labels_ for k in clusters]
    ratios = [inertia(digits, fit(k)) / inertia(digits, labels) for k, labels in zip(clusters, theirs, strict=True)]
    assert np.mean(ratios) < 1.03


def test_the_same_seed_gives_the_same_labels(space: Space) -> None:
    first, second = (minibatch.prepare(space, (3, 9), 7, **SETTINGS)(9) for _ in range(2))
    assert np.array_equal(first, second)
