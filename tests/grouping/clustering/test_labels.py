import numpy as np

from grouping.clustering.labels import canonical


def test_the_largest_cluster_comes_first_and_ties_go_by_first_appearance() -> None:
    assert canonical(np.array([9, 4, 4, 7, 7, 7, 9, 2])).tolist() == [1, 2, 2, 0, 0, 0, 1, 3]
