import numpy as np
import pytest

from grouping.metrics import entropy


def test_clusters_of_one_size_have_the_logarithm_of_their_number() -> None:
    assert entropy(np.repeat(np.arange(8), 5)) == pytest.approx(3.0)


def test_one_cluster_has_no_entropy() -> None:
    assert entropy(np.zeros(10, dtype=int)) == 0.0


def test_shares_of_a_half_and_two_quarters_have_one_and_a_half_bits() -> None:
    assert entropy(np.array([0, 0, 1, 2])) == pytest.approx(1.5)


def test_no_images_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one image"):
        entropy(np.array([], dtype=int))
