from itertools import product

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import f1_score

from classifiers.errors import InvalidSpecError
from classifiers.evaluation.significance import corrected_interval, corrected_t_test, permutation_test
from grouping.errors import LengthMismatchError


def _all_swaps(y: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """Return the exact p-value over every one of the 2^n swaps, by scikit-learn's macro-F1."""

    def score(said: np.ndarray) -> float:
        return float(f1_score(y, said, average="macro", zero_division=0.0))

    seen = abs(score(b) - score(a))
    hits = [
        abs(score(np.where(swap, a, b)) - score(np.where(swap, b, a))) >= seen - 1e-12
        for swap in product((False, True), repeat=len(y))
    ]
    return float(np.mean(hits))


def test_the_permutation_test_agrees_with_all_swaps() -> None:
    y = np.array([0, 0, 0, 1, 1, 1])
    a = np.array([0, 0, 0, 1, 1, 0])
    b = np.array([1, 0, 1, 0, 1, 0])
    found = permutation_test(y, a, b, 2, swaps=19_999)
    assert found.p == pytest.approx(_all_swaps(y, a, b), abs=0.015)
    assert found.difference == pytest.approx(f1_score(y, b, average="macro") - f1_score(y, a, average="macro"))


def test_equal_predictions_differ_by_nothing() -> None:
    y = np.array([0, 1, 2, 0])
    assert permutation_test(y, y, y, 3) == permutation_test(y, y, y, 3)
    assert (permutation_test(y, y, y, 3).p, permutation_test(y, y, y, 3).difference) == (1.0, 0.0)


def test_a_model_that_is_right_far_more_often_is_told_apart() -> None:
    y = np.arange(200) % 2
    worse = np.where(np.arange(200) % 5 == 0, 1 - y, y)
    assert permutation_test(y, worse, y, 2, "accuracy").p < 0.001


def test_predictions_of_other_images_are_refused() -> None:
    with pytest.raises(LengthMismatchError):
        permutation_test(np.zeros(3, int), np.zeros(3, int), np.zeros(2, int), 2)


def test_the_corrected_t_test_of_a_worked_example() -> None:
    # Nadeau and Bengio: t = mean / sqrt((1/J + n_test/n_train) * variance), with J - 1 degrees of freedom.
    a, b = np.array([0.80, 0.82, 0.78, 0.81, 0.79]), np.array([0.83, 0.84, 0.82, 0.82, 0.83])
    differences = b - a
    t = differences.mean() / np.sqrt((1 / 5 + 20 / 80) * differences.var(ddof=1))
    found = corrected_t_test(a, b, n_train=80, n_test=20)
    assert found.p == pytest.approx(2 * stats.t.sf(t, 4))
    assert found.difference == pytest.approx(0.028)
    assert found.interval is not None
    assert found.interval[0] < 0.028 < found.interval[1]


def test_without_shared_images_it_is_the_paired_t_test() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(0.8, 0.02, 10), rng.normal(0.82, 0.02, 10)
    assert corrected_t_test(a, b, n_train=10**12, n_test=1).p == pytest.approx(stats.ttest_rel(a, b).pvalue, rel=1e-6)


def test_the_interval_is_wider_than_that_of_independent_folds() -> None:
    scores = np.array([0.9, 0.92, 0.88, 0.91, 0.9])
    low, high = corrected_interval(scores, n_train=80, n_test=20)
    naive = stats.t.interval(0.95, 4, scores.mean(), stats.sem(scores))
    assert low < naive[0]
    assert high > naive[1]
    assert np.isnan(corrected_interval(scores[:1], 80, 20)).all()


def test_folds_that_do_not_match_are_refused() -> None:
    with pytest.raises(LengthMismatchError):
        corrected_t_test(np.zeros(5), np.zeros(4), 80, 20)
    with pytest.raises(InvalidSpecError, match="two folds"):
        corrected_t_test(np.zeros(1), np.zeros(1), 80, 20)
