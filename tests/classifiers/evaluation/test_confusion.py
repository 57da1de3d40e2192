import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics

from classifiers.evaluation import confusion

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60)


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_every_figure_equals_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    y, said = np.array(pairs).T
    matrix = confusion.confusion_matrix(y, said, 4)
    assert np.array_equal(matrix, metrics.confusion_matrix(y, said, labels=range(4)))
    kwargs = {"labels": range(4), "average": None, "zero_division": 0.0}
    assert confusion.precision(matrix) == pytest.approx(metrics.precision_score(y, said, **kwargs))
    assert confusion.recall(matrix) == pytest.approx(metrics.recall_score(y, said, **kwargs))
    assert confusion.f1(matrix) == pytest.approx(metrics.f1_score(y, said, **kwargs))
    assert float(confusion.accuracy(matrix)) == pytest.approx(metrics.accuracy_score(y, said))
    assert float(confusion.macro_f1(matrix)) == pytest.approx(
        metrics.f1_score(y, said, average="macro", zero_division=0.0)
    )


@settings(deadline=None, max_examples=40)
@given(PAIRS.filter(lambda pairs: len({a for a, _ in pairs} | {b for _, b in pairs}) > 1))
def test_matthews_correlation_equals_scikit_learns(pairs: list[tuple[int, int]]) -> None:
    y, said = np.array(pairs).T
    matrix = confusion.confusion_matrix(y, said, 4)
    assert float(confusion.mcc(matrix)) == pytest.approx(metrics.matthews_corrcoef(y, said))


def test_many_matrices_at_once_give_what_each_gives_alone() -> None:
    matrices = np.random.default_rng(0).integers(0, 9, (5, 3, 3))
    for figure in (confusion.accuracy, confusion.macro_f1, confusion.mcc, confusion.f1):
        assert np.allclose(figure(matrices), [figure(one) for one in matrices])


def test_unknown_predictions_count_nowhere() -> None:
    assert confusion.confusion_matrix(np.array([0, 1]), np.array([-1, 1]), 2).tolist() == [[0, 0], [0, 1]]
