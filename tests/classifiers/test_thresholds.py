import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.errors import InvalidSpecError
from classifiers.thresholds import NEVER, operate, operate_one_class, threshold_for_precision


def test_the_threshold_of_a_worked_example() -> None:
    confidence = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([1, 1, 0, 1, 1])
    # From 0.8 on 2 of 2 are right, from 0.6 on 3 of 4, from 0.5 on 4 of 5.
    assert threshold_for_precision(confidence, right, 0.95) == (0.8, 1.0, 0.4)
    assert threshold_for_precision(confidence, right, 0.8) == (0.5, 0.8, 1.0)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from((0.2, 0.4, 0.6, 0.8)), st.integers(0, 1)), min_size=1, max_size=40),
    st.floats(0.05, 0.99),
)
def test_the_wished_precision_is_reached_and_no_lower_threshold_does(
    pairs: list[tuple[float, int]], wished: float
) -> None:
    confidence, right = np.array([p for p, _ in pairs]), np.array([r for _, r in pairs])
    threshold, precision, coverage = threshold_for_precision(confidence, right, wished)
    shares = {step: right[confidence >= step].mean() for step in np.unique(confidence)}
    good = [step for step, share in shares.items() if share >= wished]
    if not good:
        assert (threshold, precision, coverage) == (NEVER, 0.0, 0.0)
    else:
        assert threshold == min(good)
        assert precision == pytest.approx(shares[threshold])
        assert coverage == pytest.approx(np.mean(confidence >= threshold))


def test_a_precision_outside_0_to_1_is_refused() -> None:
    with pytest.raises(InvalidSpecError, match="between 0 and 1"):
        threshold_for_precision(np.ones(1), np.ones(1), 1.0)


def test_decisions_carry_confidence_and_margin() -> None:
    logits = np.log(np.array([[0.7, 0.2, 0.1], [0.4, 0.35, 0.25]]))
    operating = operate(np.zeros((0, 3)), np.zeros(0, dtype=np.int64), 0.9)
    predicted = operating.predict(logits)
    assert predicted.label.tolist() == [0, 0]
    assert predicted.confidence == pytest.approx([0.7, 0.4])
    assert predicted.margin == pytest.approx([0.5, 0.05])
    assert operating.known(predicted).tolist() == [True, False]


def test_a_one_class_model_keeps_the_share_of_its_class_that_was_wished() -> None:
    rng = np.random.default_rng(0)
    operating = operate_one_class(rng.normal(size=400), 0.95)
    fresh = operating.predict(rng.normal(size=(5000, 1)))
    assert operating.known(fresh).mean() == pytest.approx(0.95, abs=0.02)
    assert not operating.known(operating.predict(np.full((3, 1), -9.0))).any()


def test_conformal_confidence_of_a_worked_example() -> None:
    operating = operate_one_class(np.array([-4.0, -1.0, -2.0, -3.0]), 0.9)
    # Of 4 images of the class, 2 are at least as far away as 3: (2 + 1) / (4 + 1).
    assert operating.predict(np.array([[-3.0]])).confidence == pytest.approx([0.6])
    assert operating.predict(np.array([[-9.0]])).confidence == pytest.approx([0.2])
