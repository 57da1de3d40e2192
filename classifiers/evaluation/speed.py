"""How fast a model answers: one image at a time, and many at once."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from classifiers.types import Fitted, Inputs

MANY = 256
LEAST = 3
"""Single images are timed so often at least, for a median."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured on this machine, on inputs as the recipe gets them: for heads, embeddings that are there already."""

    latency_ms: float
    """Median over single images; for networks with the reading of the file."""
    images_per_second: float
    """Of the fastest of up to three runs over up to 256 images at once."""


def speed(fitted: Fitted, inputs: Inputs, repeats: int = 20, seconds: float = 2.0) -> Speed:
    """Measure a model; `inputs` holds at least one image.

    Each of the two figures takes about `seconds` at most: large networks answer fewer single images (three at least),
    and fewer than 256 together, as many as that time allows at the pace of single ones (one at least).
    """
    single = inputs.rows(np.array([0]))
    fitted.logits(single)  # the first call of a process loads and allocates what later ones find
    latencies = _timed(fitted, single, LEAST, repeats, seconds)
    latency = float(np.median(latencies))
    count = int(np.clip(seconds / max(latency, 1e-9), 1, MANY))
    many = inputs.rows(np.arange(count) % len(inputs))
    return Speed(1000 * latency, count / min(_timed(fitted, many, 1, 3, seconds)))


def _timed(fitted: Any, inputs: Inputs, least: int, most: int, seconds: float) -> list[float]:
    """Return the seconds of `least` runs or more, up to `most` while they have taken less than `seconds` together."""
    found: list[float] = []
    while len(found) < least or (len(found) < most and sum(found) < seconds):
        began = time.perf_counter()
        fitted.logits(inputs)
        found.append(time.perf_counter() - began)
    return found
