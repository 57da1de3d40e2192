"""Intervals of figures that are 0 or 1, where the bootstrap has no width, against scipy's."""

import numpy as np
import pytest
from scipy.stats import binomtest

from classifiers.evaluation.confusion import accuracy, macro_f1
from classifiers.evaluation.intervals import class_intervals, exact_interval, overall_intervals


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (20, 20), (0, 57), (13, 40), (1000, 1000)])
def test_exact_intervals_are_scipys(right: int, total: int) -> None:
    found = binomtest(right, total).proportion_ci(0.95, "exact")
    assert exact_interval(right, total) == pytest.approx((found.low, found.high))


def test_of_no_image_nothing_is_known() -> None:
    assert exact_interval(0, 0) == (0.0, 1.0)
    assert class_intervals(np.array([[4, 0], [0, 0]]))[1] == dict.fromkeys(("precision", "recall", "f1"), (0.0, 1.0))


def test_a_perfect_score_of_few_images_is_not_certain() -> None:
    matrix = np.diag([10, 10, 10])
    low = binomtest(30, 30).proportion_ci(0.95, "exact").low
    found = overall_intervals(matrix)
    assert found["accuracy"] == pytest.approx((low, 1.0))
    assert found["macro_f1"] == pytest.approx((low, 1.0))  # errors spread evenly over equal classes cost both alike
    assert found["mcc"] == pytest.approx((low - (1 - low) / 2, 1.0))  # 1 - e k / (k - 1) of k equal classes
    own = binomtest(10, 10).proportion_ci(0.95, "exact").low
    assert class_intervals(matrix)[0]["recall"] == pytest.approx((own, 1.0))
    assert class_intervals(matrix)[0]["f1"] == pytest.approx((2 * own / (1 + own), 1.0))


def test_more_images_make_a_perfect_score_surer() -> None:
    lows = [overall_intervals(np.diag([n, n]))["macro_f1"][0] for n in (5, 50, 500)]
    assert lows == sorted(lows)
    assert lows[-1] > 0.99


def test_a_model_that_is_always_wrong_may_be_right_at_times() -> None:
    wrong = np.array([[0, 12], [12, 0]])
    found = overall_intervals(wrong)
    high = binomtest(0, 24).proportion_ci(0.95, "exact").high
    assert found["accuracy"] == pytest.approx((0.0, high))
    assert found["macro_f1"] == pytest.approx((0.0, high))


def test_the_ends_of_a_perfect_matrix_with_a_class_that_does_not_occur_leave_that_class_out() -> None:
    found = overall_intervals(np.diag([8, 8, 0]))
    assert found["macro_f1"] == pytest.approx(overall_intervals(np.diag([8, 8]))["macro_f1"])


@pytest.mark.parametrize("matrix", [[[9, 1], [0, 7]], [[5, 0], [0, 5]], [[0, 3], [4, 0]], [[6, 0], [0, 0]]])
def test_every_interval_holds_its_figure(matrix: list[list[int]]) -> None:
    counts = np.array(matrix)
    for name, figure in (("accuracy", accuracy), ("macro_f1", macro_f1)):
        low, high = overall_intervals(counts)[name]
        assert low - 1e-12 <= float(figure(counts)) <= high + 1e-12
