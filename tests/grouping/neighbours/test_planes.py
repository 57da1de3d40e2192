import numpy as np
import pytest

from grouping.neighbours.planes import Layout, leading_directions, principal_plane


def test_the_map_shows_the_two_directions_of_the_largest_spread() -> None:
    spread = np.random.default_rng(1)
    X = spread.normal(size=(300, 20)) * np.r_[9, 4, np.full(18, 0.1)]
    xy = principal_plane(X.astype(np.float32))
    assert xy.shape == (300, 2)
    assert np.abs(xy).max() == pytest.approx(1)
    assert abs(np.corrcoef(xy[:, 0], X[:, 0])[0, 1]) > 0.99
    assert abs(np.corrcoef(xy[:, 1], X[:, 1])[0, 1]) > 0.99
    assert (principal_plane(X.astype(np.float32)) == xy).all()


def test_the_directions_are_those_of_the_full_decomposition() -> None:
    random = np.random.default_rng(2)
    X = (random.normal(size=(400, 60)) * 0.9 ** np.arange(60)) @ np.linalg.qr(random.normal(size=(60, 60)))[0]
    X = (X - X.mean(axis=0)).astype(np.float32)
    ours, full = leading_directions(X)[:2], np.linalg.svd(X, full_matrices=False)[2][:2]
    spread = np.linalg.norm(X @ ours.T, axis=0) / np.linalg.norm(X @ full.T, axis=0)
    assert spread == pytest.approx([1, 1], abs=0.01)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_map_of_very_few_images_can_be_drawn(n: int) -> None:
    xy = principal_plane(np.ones((n, 8), np.float32))
    assert xy.shape == (n, 2)
    assert np.isfinite(xy).all()


def test_images_that_are_not_in_a_layout_have_no_place() -> None:
    layout = Layout(np.array([2, 5, 9]), np.array([[1, 1], [2, 2], [3, 3]], np.float32))
    xy = layout.placed(np.array([1, 2, 5]))
    assert np.isnan(xy[0]).all()
    assert xy[1:].tolist() == [[1, 1], [2, 2]]
