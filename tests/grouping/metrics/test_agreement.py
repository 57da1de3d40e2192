import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score, normalized_mutual_info_score

from grouping.errors import LengthMismatchError
from grouping.metrics import adjusted_rand_index, cohens_kappa, diagonal_order, normalized_mutual_information
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


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn_and_counts_both_people_alike(pair: tuple[Ints, Ints]) -> None:
    alone = len(set(map(int, np.concatenate(pair)))) == 1
    if not alone:
        assert cohens_kappa(*pair) == pytest.approx(cohen_kappa_score(*pair), abs=1e-12)
    assert cohens_kappa(*pair) == pytest.approx(cohens_kappa(*pair[::-1]), abs=1e-12, nan_ok=True)


def test_kappa_worked_by_hand() -> None:
    # 50 images: both say yes to 20, both no to 15, one alone to 5 and to 10: agreed 0.7, by chance 0.5.
    a = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
    b = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])
    assert cohens_kappa(a, b) == pytest.approx(0.4)


def test_one_class_throughout_is_explained_by_chance() -> None:
    assert np.isnan(cohens_kappa(np.ones(5, np.int64), np.ones(5, np.int64)))
    assert cohens_kappa(np.ones(5, np.int64), np.zeros(5, np.int64)) == 0


def test_without_images_there_is_no_score() -> None:
    nothing = np.zeros(0, np.int64)
    scores = (adjusted_rand_index, normalized_mutual_information, cohens_kappa)
    assert np.isnan([score(nothing, nothing) for score in scores]).all()


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
