"""Areas under curves against scikit-learn's, their intervals against repeated drawing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, roc_auc_score

from classifiers.evaluation import areas as module
from classifiers.evaluation.areas import areas, judged_areas
from grouping.types import Floats, Ints


@given(st.data())
def test_areas_equal_scikit_learns_with_ties_and_weights(data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 30))
    own = np.array(data.draw(st.lists(st.integers(0, 1), min_size=n, max_size=n)), np.float64)
    scores = np.array(data.draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))) / 6
    weights = np.array([data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))], np.float64)
    roc, pr = areas(own, scores, weights)
    kept = weights[0] > 0
    if len(np.unique(own[kept])) < 2:
        assert np.isnan([roc[0], pr[0]]).all()
        return
    assert roc[0] == pytest.approx(roc_auc_score(own, scores, sample_weight=weights[0]))
    assert pr[0] == pytest.approx(average_precision_score(own, scores, sample_weight=weights[0]))


def _judged(n: int, signal: float, seed: int = 0) -> tuple[Ints, Floats]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    scores = rng.normal(size=(n, 3))
    scores[np.arange(n), y] += signal
    return y, np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)


def test_intervals_hold_the_figure_and_narrow_with_more_images() -> None:
    widths = []
    for n in (60, 600):
        found = judged_areas(*_judged(n, 1.0), resamples=500)
        for values, ends in ((found.roc, found.roc_ends), (found.pr, found.pr_ends)):
            assert all(one is not None and one[0] <= value <= one[1] for value, one in zip(values, ends, strict=True))
        assert found.mean_roc_ends is not None
        widths.append(found.mean_roc_ends[1] - found.mean_roc_ends[0])
    assert widths[1] < widths[0] / 2


def test_the_interval_of_the_mean_is_as_wide_as_drawing_new_images_makes_it() -> None:
    drawn = [judged_areas(*_judged(300, 1.0, seed), resamples=1).roc.mean() for seed in range(200)]
    found = judged_areas(*_judged(300, 1.0, 1000), resamples=500)
    assert found.mean_roc_ends is not None
    assert found.mean_roc_ends[1] - found.mean_roc_ends[0] == pytest.approx(4 * np.std(drawn), rel=0.3)


def test_a_perfect_order_of_few_images_is_not_certain() -> None:
    y = np.array([0] * 8 + [1] * 20)
    found = judged_areas(y, np.eye(2)[y], resamples=50)
    low = binomtest(8, 8).proportion_ci(0.95, "exact").low
    assert found.roc_ends[0] == pytest.approx((low, 1.0))
    assert found.mean_roc_ends == pytest.approx((low, 1.0))
    assert (found.pr_ends, found.mean_pr_ends) == ((None, None), None)


def test_a_class_that_is_absent_or_alone_has_no_area_and_no_interval() -> None:
    y, probabilities = _judged(40, 1.0)
    found = judged_areas(np.where(y == 2, 1, y), probabilities, resamples=50)
    assert np.isnan(found.roc[2])
    assert found.roc_ends[2] is None
    assert found.mean_roc_ends is not None
    alone = judged_areas(np.zeros(5, np.int64), np.full((5, 2), 0.5), resamples=20)
    assert np.isnan(alone.roc).all()
    assert alone.mean_roc_ends is None


def test_resamples_drawn_some_at_a_time_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = judged_areas(*_judged(50, 1.0), resamples=60)
    monkeypatch.setattr(module, "_AT_ONCE", 500)
    parts = judged_areas(*_judged(50, 1.0), resamples=60)
    assert parts.roc_ends == whole.roc_ends
    assert parts.mean_pr_ends == whole.mean_pr_ends
