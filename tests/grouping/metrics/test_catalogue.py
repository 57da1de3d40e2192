import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grouping.metrics import METRICS, Metric

CASES = st.integers(0, 2**32 - 1)


def value(metric: Metric, clusters: np.ndarray, seed: int) -> float:
    random = np.random.default_rng(seed)
    other = {
        "clusters": (),
        "embeddings": (random.normal(size=(len(clusters), 3)),),
        "near_labels": (random.integers(-1, 3, len(clusters)),),
    }
    return metric.function(*other[metric.needs], clusters)


def some_clusters(seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.integers(0, 4, random.integers(8, 30))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
@given(seed=CASES)
@settings(max_examples=25)
def test_renaming_clusters_does_not_change_the_score(metric: Metric, seed: int) -> None:
    clusters = some_clusters(seed)
    renamed = np.array([17, 3, 5, 11])[clusters]
    assert value(metric, renamed, seed) == pytest.approx(value(metric, clusters, seed), abs=1e-12, nan_ok=True)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
@given(seed=CASES)
@settings(max_examples=25)
def test_scores_lie_in_the_range_that_the_table_states(metric: Metric, seed: int) -> None:
    score = value(metric, some_clusters(seed), seed)
    assert np.isnan(score) or metric.low <= score <= metric.high
    assert metric.best in {"low", "high"}
