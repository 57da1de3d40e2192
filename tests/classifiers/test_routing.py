from typing import cast

import numpy as np
import pytest

from classifiers.errors import InvalidSpecError
from classifiers.routing import Aim, poor_route, route_at, tune
from grouping.errors import LengthMismatchError

CONFIDENCE = np.array([0.95, 0.9, 0.6, 0.55])
FAST = np.array([1, 1, 0, 1])
STRONG = np.array([1, 1, 1, 0])


def test_a_route_of_a_worked_example() -> None:
    route = route_at(0.8, CONFIDENCE, FAST, STRONG, fast_ms=1.0, asked_ms=10.0)
    assert (route.fast_share, route.accuracy, route.fast_accuracy, route.strong_accuracy) == (0.5, 0.75, 0.75, 0.75)
    assert (route.latency_ms, route.speedup) == (6.0, pytest.approx(10 / 6))


def test_a_strong_model_that_shares_the_encoding_costs_less_when_asked_than_alone() -> None:
    route = route_at(0.8, CONFIDENCE, FAST, STRONG, fast_ms=5.0, asked_ms=1.0, strong_ms=6.0)
    assert (route.latency_ms, route.strong_latency_ms, route.speedup) == (5.5, 6.0, pytest.approx(6 / 5.5))


def test_for_accuracy_the_best_threshold_wins_and_among_equals_the_fastest() -> None:
    route = tune(np.array([0.9, 0.8, 0.2]), np.array([1, 1, 0]), np.array([1, 1, 1]), 1.0, 10.0, "accuracy")
    assert (route.threshold, route.accuracy, route.fast_share) == (0.8, 1.0, pytest.approx(2 / 3))


def test_for_latency_the_fastest_within_the_allowed_loss_wins() -> None:
    confidence, fast, strong = np.linspace(0.1, 1, 100), np.array([0] * 10 + [1] * 90), np.ones(100, dtype=int)
    strict = tune(confidence, fast, strong, 1.0, 10.0, "latency", allowed_loss=0.0)
    loose = tune(confidence, fast, strong, 1.0, 10.0, "latency", allowed_loss=0.05)
    assert (strict.accuracy, strict.fast_share) == (1.0, 0.9)
    assert (loose.accuracy, loose.fast_share) == (0.95, 0.95)
    assert loose.latency_ms < strict.latency_ms


def test_a_fast_model_that_is_never_right_is_not_asked_alone() -> None:
    route = tune(np.array([0.9, 1.0]), np.zeros(2, dtype=int), np.ones(2, dtype=int), 1.0, 10.0, "latency")
    assert (route.fast_share, route.accuracy) == (0.0, 1.0)


def test_other_aims_and_images_that_do_not_match_are_refused() -> None:
    with pytest.raises(InvalidSpecError, match="accuracy or latency"):
        tune(CONFIDENCE, FAST, STRONG, 1.0, 10.0, cast(Aim, "cost"))
    with pytest.raises(LengthMismatchError):
        route_at(0.5, CONFIDENCE, FAST[:2], STRONG, 1.0, 10.0)


def test_a_route_from_the_slower_model_or_that_asks_too_often_is_called_poor() -> None:
    one = {"speedup": 1.4}
    found = {"pace": {"fast_ms": 3.0, "strong_ms": 9.0}, "test": one, "val": one}
    assert poor_route(found) == ""
    assert "not the faster of the two (9.0 against 3.0 ms" in poor_route(
        {**found, "pace": {"fast_ms": 9.0, "strong_ms": 3.0}}
    )
    assert "not faster than it alone (0.90 times)" in poor_route({**found, "test": {"speedup": 0.9}})
