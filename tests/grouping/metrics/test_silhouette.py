import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_score

from grouping.clustering.labels import canonical
from grouping.clustering.space import squared_distances
from grouping.metrics import silhouette, silhouettes


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_many_at_once_equal_the_simple_form_and_scikit_learn(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(6, 40))
    X = random.normal(size=(n, 4)) + random.normal(size=4) * 10
    partitions = [canonical(np.r_[0, 1, random.integers(0, k, n - 2)]) for k in (2, 3, 5)]
    many = silhouettes(squared_distances(X - X.mean(axis=0)), partitions)
    assert many == pytest.approx([silhouette(X, labels) for labels in partitions], abs=1e-6)
    assert many == pytest.approx([silhouette_score(X, labels) for labels in partitions], abs=1e-6)


def test_an_image_alone_in_its_cluster_scores_nothing() -> None:
    X = np.array([[0.0], [1.0], [5.0]])
    # 0: (5 - 1) / 5, 1: (4 - 1) / 4, 2: alone
    assert silhouette(X, np.array([0, 0, 1])) == pytest.approx((4 / 5 + 3 / 4 + 0) / 3)


def test_one_cluster_has_no_silhouette() -> None:
    X = np.arange(4.0).reshape(-1, 1)
    assert np.isnan(silhouette(X, np.zeros(4, dtype=int)))
    assert np.isnan(silhouettes((X - X.T) ** 2, [np.zeros(4, dtype=int)])[0])


def test_identical_images_score_nothing_however_they_are_cut() -> None:
    X, labels = np.ones((6, 3)), np.array([0, 0, 0, 1, 1, 2])
    assert silhouette(X, labels) == 0.0
    assert silhouettes(np.zeros((6, 6)), [labels])[0] == 0.0
