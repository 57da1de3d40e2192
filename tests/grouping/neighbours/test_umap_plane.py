import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from grouping.errors import CancelledError, GrouplineError
from grouping.neighbours.graph import neighbour_graph
from grouping.neighbours.umap_plane import umap_plane


@pytest.mark.slow
def test_umap_keeps_like_images_together_repeats_itself_and_can_be_cancelled(
    digits: np.ndarray, classes: np.ndarray
) -> None:
    X, seen = digits[:200], []
    graph = neighbour_graph(X)
    xy = umap_plane(X, graph, progress=lambda done, total, message="": seen.append((done, total)))
    assert xy.shape == (200, 2)
    assert np.abs(xy).max() == pytest.approx(1)
    assert seen[-1] == (500, 500)
    near = NearestNeighbors(n_neighbors=1).fit(xy).kneighbors(return_distance=False)[:, 0]
    assert (classes[near] == classes[:200]).mean() > 0.85
    assert np.array_equal(umap_plane(X, graph), xy)

    def cancel(done: int, total: int | None, message: str = "") -> None:
        if total:
            raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        umap_plane(X, graph, progress=cancel)


def test_too_few_images_are_told_to_take_the_principal_components(digits: np.ndarray) -> None:
    with pytest.raises(GrouplineError, match="here are 9"):
        umap_plane(digits[:9], neighbour_graph(digits[:9]))
