import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from grouping.errors import LengthMismatchError
from grouping.metrics import adjusted_rand_index, diagonal_order, normalized_mutual_information
from grouping.types import Ints

PAIRS = st.integers(2, 40).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, n, elements=st.integers(0, 5)), arrays(np.int64, n, elements=st.integers(-2, 6))
    )
)


@given(PAIRS)
def test_both_scores_are_those_of_scikit_learn(pair: tuple[Ints, Ints]) -> None:
    assert adjusted_rand_index(*pair) == pytest.approx(adjusted_rand_score(*pair), abs=1e-12)
    assert normalized_mutual_information(*pair) == pytest.approx(normalized_mutual_info_score(*pair), abs=1e-9)


@given(PAIRS)
def test_neither_depends_on_the_order_of_the_two(pair: tuple[Ints, Ints]) -> None:
    for score in (adjusted_rand_index, normalized_mutual_information):
        assert score(*pair) == pytest.approx(score(*pair[::-1]), abs=1e-12)


def test_without_images_there_is_no_score() -> None:
    nothing = np.zeros(0, np.int64)
    assert np.isnan([adjusted_rand_index(nothing, nothing), normalized_mutual_information(nothing, nothing)]).all()


def test_partitions_of_different_images_are_refused() -> None:
    with pytest.raises(LengthMismatchError):
        adjusted_rand_index(np.zeros(3, np.int64), np.zeros(2, np.int64))


def test_the_heavy_cells_come_to_lie_on_the_diagonal() -> None:
    table = np.array([[0, 1, 9, 0], [8, 0, 1, 0], [0, 3, 0, 2]], np.float64)
    rows, columns = diagonal_order(table)
    assert (rows, columns) == ([0, 1, 2], [2, 0, 1, 3])
    assert table[rows][:, columns].diagonal().tolist() == [9, 8, 3]


@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.integers(0, 9)))
def test_the_order_names_every_row_and_column_once(table: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> None:
    rows, columns = diagonal_order(table)
    assert sorted(rows) == list(range(table.shape[0]))
    assert sorted(columns) == list(range(table.shape[1]))
