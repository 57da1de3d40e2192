import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.neighbors import NearestNeighbors

from grouping.errors import LengthMismatchError
from grouping.neighbours.duplicates import COMPARED, duplicates_among, near_duplicates, table_among, threshold_table
from grouping.neighbours.graph import Graph, extended, graph_parts, joined, neighbour_graph
from grouping.neighbours.index import nearest
from grouping.neighbours.mislabeled import likely_mislabeled, opinions
from grouping.neighbours.outliers import outlier_scores, scored
from grouping.neighbours.rows import unit_rows


def test_the_neighbours_are_those_that_scikit_learn_finds(digits: np.ndarray) -> None:
    graph = neighbour_graph(digits)
    theirs, _ = NearestNeighbors(n_neighbors=51, metric="cosine", algorithm="brute").fit(digits).kneighbors()
    assert graph.rows.shape == (600, 50)
    assert graph.distances == pytest.approx(theirs[:, :50], abs=1e-5)


def test_the_first_of_the_graph_are_what_a_search_finds(digits: np.ndarray) -> None:
    found = neighbour_graph(digits).first(7)
    assert found is not None
    assert all(np.array_equal(ours, theirs) for ours, theirs in zip(found, nearest(digits, k=7), strict=True))
    assert neighbour_graph(digits, 5).first(7) is None


def test_parts_put_together_are_the_graph_wherever_the_search_went_on(digits: np.ndarray) -> None:
    X = np.concatenate([digits, digits + 1])
    whole = neighbour_graph(X)
    for start in (0, 1_024):
        rest = joined(list(graph_parts(X, start)))
        assert np.array_equal(rest.rows, whole.rows[start:])
        assert np.array_equal(rest.distances, whole.distances[start:])


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float32, st.tuples(st.integers(2, 14), st.just(3)), elements=st.integers(-3, 3)),
    st.lists(st.booleans(), min_size=14, max_size=14),
)
def test_a_graph_brought_up_to_date_is_the_one_found_anew(X: np.ndarray, kept: list[bool]) -> None:
    old_rows = np.flatnonzero(np.array(kept[: len(X)]))
    if len(old_rows) == 0:
        return
    graph, anew = extended(neighbour_graph(X[old_rows]), old_rows, X), neighbour_graph(X)
    assert np.array_equal(graph.rows, anew.rows)
    assert np.array_equal(graph.distances, anew.distances)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float32, st.tuples(st.integers(1, 14), st.just(3)), elements=st.integers(-3, 3)),
    st.lists(st.booleans(), min_size=14, max_size=14),
    st.integers(1, 15),
)
def test_among_some_of_the_images_the_graph_finds_what_a_search_among_them_does(
    X: np.ndarray, kept: list[bool], k: int
) -> None:
    rows = np.flatnonzero(np.array(kept[: len(X)]))
    found = neighbour_graph(X).among(rows).first(k)
    assert found is not None  # the graph knows all pairs of so few images
    _, theirs = nearest(X[rows], k=k)  # of equally near images the two may keep different ones: so lengths tell
    assert found[1] == pytest.approx(theirs, abs=1e-6)
    units = unit_rows(X[rows])
    own = ((units[found[0]] - units[:, None]) ** 2).sum(axis=2) / 2
    assert own == pytest.approx(found[1], abs=1e-6)
    assert (found[0] != np.arange(len(rows))[:, None]).all()
    assert all(len(set(row)) == len(row) for row in found[0])


def test_a_graph_that_knows_too_few_neighbours_says_so_instead_of_guessing(digits: np.ndarray) -> None:
    some = neighbour_graph(digits, 5).among(np.arange(0, 600, 10))
    assert some.first(3) is None
    assert np.isinf(some.distances[some.rows == -1]).all()
    assert (np.diff(np.where(np.isinf(some.distances), 9, some.distances), axis=1) >= 0).all()


def test_duplicates_outliers_and_mislabeled_are_the_same_from_the_graph(
    digits: np.ndarray, classes: np.ndarray
) -> None:
    X = np.concatenate([digits, digits[:40] * 1.01])
    graph = neighbour_graph(X)
    compared, ten = graph.first(COMPARED), graph.first(10)
    assert compared is not None
    assert ten is not None
    assert [group.tolist() for group in duplicates_among(*compared)] == [g.tolist() for g in near_duplicates(X)]
    assert table_among(*compared) == threshold_table(X)
    assert np.array_equal(scored(ten[1]).scores, outlier_scores(X).scores)
    labels = np.concatenate([classes, classes[:40]])
    labels[::17] = 3
    said = opinions(labels, *ten)
    theirs = likely_mislabeled(X, [str(one) for one in labels])
    assert [one.row for one in theirs] == said.order.tolist()
    assert [one.share for one in theirs] == said.shares[said.order].tolist()
    assert [int(one.suggested) for one in theirs if one.share > 0.5] == [
        int(said.suggested[i]) for i in said.order if said.shares[i] > 0.5
    ]


def test_an_image_without_labeled_neighbours_is_not_judged() -> None:
    near = np.array([[1, 2], [0, 2], [-1, -1]])
    distances = np.array([[0.1, 0.2], [0.1, 0.3], [np.inf, np.inf]], np.float32)
    said = opinions(np.array([0, 1, 1]), near, distances)
    assert np.isnan(said.shares[2])
    assert said.order.tolist() == [0, 1]


def test_rows_and_distances_of_other_shapes_are_no_graph() -> None:
    with pytest.raises(LengthMismatchError, match=r"\(2, 3\)"):
        Graph(np.zeros((2, 3), np.int32), np.zeros((2, 2), np.float32))
