"""The measure of speed ends in time, however large the network."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.evaluation.speed import LEAST, MANY, speed
from classifiers.types import Inputs
from grouping.types import Floats, Progress, silent

INPUTS = Inputs(np.arange(2), ("a", "b"), ("", ""), np.zeros((2, 3), np.float32))


class Paced:
    """A model that takes `seconds` for each image, and remembers how many it was asked at a time."""

    details: Mapping[str, Any] = {}

    def __init__(self, seconds: float) -> None:
        self.seconds, self.asked = seconds, []

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        self.asked.append(len(inputs))
        time.sleep(self.seconds * len(inputs))
        return np.zeros((len(inputs), 2))

    def save(self, folder: Path) -> str:
        return ""


def test_a_fast_model_is_timed_on_many_images_at_once() -> None:
    model = Paced(0.0)
    found = speed(model, INPUTS)
    assert model.asked == [1] * 21 + [MANY] * 3
    assert found.latency_ms >= 0
    assert found.images_per_second > 0


def test_a_slow_model_is_asked_for_as_few_images_as_the_time_allows() -> None:
    model = Paced(0.02)
    found = speed(model, INPUTS, seconds=0.05)
    assert model.asked[: 1 + LEAST] == [1] * (1 + LEAST)
    assert max(model.asked) <= 2
    assert len(model.asked) <= 1 + LEAST + 3
    assert found.latency_ms >= 20
