import numpy as np
import pytest
from scipy.spatial.distance import pdist

from grouping.clustering.reduction import fit_rotation, principal_components


@pytest.mark.parametrize("shape", [(30, 80), (80, 30)])
def test_all_components_keep_every_distance(shape: tuple[int, int]) -> None:
    X = np.random.default_rng(0).normal(size=shape) + 5
    turned = principal_components(X)
    assert turned.shape == (shape[0], min(shape))
    assert pdist(turned) == pytest.approx(pdist(X), abs=1e-9)


def test_the_leading_components_are_those_of_scikit_learn_up_to_sign(digits: np.ndarray) -> None:
    from sklearn.decomposition import PCA

    expected = PCA(5).fit_transform(digits.astype(np.float64))
    assert np.abs(principal_components(digits, 5)) == pytest.approx(np.abs(expected), abs=1e-4)


def test_a_rotation_fitted_in_blocks_gives_the_same_components(digits: np.ndarray) -> None:
    rotation = fit_rotation(digits, 10)
    rows = rotation.rows(digits, np.array([3, 50, 200]))
    assert np.abs(rows) == pytest.approx(np.abs(principal_components(digits, 10)[[3, 50, 200]]), abs=1e-3)


def test_identical_images_come_out_as_exact_zeros() -> None:
    assert not principal_components(np.full((7, 5), 0.1, dtype=np.float32)).any()
