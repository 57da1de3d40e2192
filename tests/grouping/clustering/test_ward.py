import numpy as np
import pytest
from sklearn.cluster import AgglomerativeClustering

from grouping.clustering import ward
from grouping.clustering.labels import canonical
from grouping.clustering.space import Space
from grouping.clustering.weighted_ward import weighted_merges


def test_every_cut_is_the_partition_of_scikit_learn(digits: np.ndarray, space: Space) -> None:
    fit = ward.prepare(space, range(2, 51), 0)
    for k in range(2, 51):
        expected = AgglomerativeClustering(k).fit_predict(digits.astype(np.float64))
        assert np.array_equal(canonical(fit(k)), canonical(expected))


def test_weights_of_one_give_the_same_cuts(space: Space) -> None:
    merges = weighted_merges(space.squared_distances.astype(np.float64), space.weights)
    for k in (2, 10, 40):
        assert np.array_equal(canonical(ward.cut(merges, k)), canonical(ward.cut(ward.ward_merges(space), k)))


@pytest.mark.parametrize("k", [2, 5, 9])
def test_a_weight_counts_as_that_many_copies_of_the_point(k: int) -> None:
    random = np.random.default_rng(1)
    points, copies = random.normal(size=(30, 3)), random.integers(1, 5, 30)
    weighted = Space(points, copies.astype(np.float64))
    copied = Space(np.repeat(points, copies, axis=0), np.ones(copies.sum()))
    light, full = (ward.cut(ward.ward_merges(space), k) for space in (weighted, copied))
    assert np.array_equal(canonical(np.repeat(light, copies)), canonical(full))
