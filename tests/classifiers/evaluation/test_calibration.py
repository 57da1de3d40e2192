import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax

from classifiers.evaluation.calibration import (
    expected_calibration_error,
    fit_temperature,
    probabilities,
    reliability_table,
)


def test_the_calibration_error_of_a_worked_example() -> None:
    # Two bins: three images at 0.4 of which one is right, one at 0.9 that is right.
    confidence, right = np.array([0.4, 0.4, 0.4, 0.9]), np.array([1, 0, 0, 1])
    expected = 3 / 4 * abs(0.4 - 1 / 3) + 1 / 4 * abs(0.9 - 1)
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx(expected)
    low, high = reliability_table(confidence, right, bins=2)
    assert (low.n, low.low, low.high, low.accuracy) == (3, 0.0, 0.5, pytest.approx(1 / 3))
    assert (high.n, high.confidence, high.accuracy) == (1, 0.9, 1.0)


def test_a_confidence_on_an_edge_belongs_to_the_bin_below() -> None:
    low, high = reliability_table(np.array([0.0, 0.5, 1.0]), np.array([0, 0, 1]), bins=2)
    assert (low.n, high.n) == (2, 1)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1)), min_size=1, max_size=50))
def test_the_calibration_error_lies_between_0_and_1_and_every_image_is_in_one_bin(
    pairs: list[tuple[float, int]],
) -> None:
    confidence, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs])
    assert 0 <= expected_calibration_error(confidence, right) <= 1
    assert sum(row.n for row in reliability_table(confidence, right)) == len(pairs)


def test_a_temperature_brings_back_what_was_multiplied() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 3)) * 2
    y = np.array([rng.choice(3, p=row) for row in probabilities(logits)])
    assert fit_temperature(logits * 5, y) == pytest.approx(5, rel=0.08)
    assert fit_temperature(logits / 4, y) == pytest.approx(0.25, rel=0.08)


def test_the_temperature_is_the_best_of_a_fine_grid() -> None:
    rng = np.random.default_rng(1)
    logits, y = rng.normal(size=(30, 3)) * 3, rng.integers(0, 3, 30)
    target = np.full((30, 3), 1 / 32 / 2)
    target[np.arange(30), y] = 31 / 32
    grid = np.exp(np.linspace(-5, 5, 4001))
    losses = [-(target * log_softmax(logits / t, axis=1)).sum(axis=1).mean() for t in grid]
    assert fit_temperature(logits, y) == pytest.approx(grid[int(np.argmin(losses))], rel=0.01)


def test_a_few_images_that_are_all_right_do_not_make_a_model_sure_of_everything() -> None:
    logits = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    temperature = fit_temperature(logits, np.array([0, 1, 0]))
    assert probabilities(logits, temperature).max(axis=1) == pytest.approx([4 / 5] * 3, abs=1e-3)


def test_no_image_leaves_the_temperature_at_1() -> None:
    assert fit_temperature(np.zeros((0, 3)), np.zeros(0, dtype=np.int64)) == 1.0


def test_a_class_that_was_not_learned_has_no_say_in_the_temperature() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(400, 3)) * 2
    y = np.array([rng.choice(3, p=row) for row in probabilities(logits)])
    alone = fit_temperature(logits * 5, y)
    # A fourth class, far below as heads score what they never saw, and one image of it.
    wider = np.column_stack([logits * 5, np.full(400, -60.0)])
    wider, truth = np.vstack([wider, [1.0, 2.0, 3.0, -60.0]]), np.append(y, 3)
    learned = np.array([True, True, True, False])
    assert fit_temperature(wider, truth, learned) == pytest.approx(alone)
    assert fit_temperature(wider, truth, np.tile(learned, (401, 1))) == pytest.approx(alone)
    assert fit_temperature(wider, truth) > 1.05 * alone
    assert fit_temperature(wider[-1:], truth[-1:], learned) == 1.0
