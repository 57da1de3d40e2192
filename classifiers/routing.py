"""The fast model first, the strong one where the fast one is unsure; the threshold tuned on validation images."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from classifiers.errors import InvalidSpecError
from grouping.errors import LengthMismatchError
from grouping.types import Floats, Ints

Aim = Literal["accuracy", "latency"]
AIMS: tuple[Aim, ...] = ("accuracy", "latency")


@dataclass(frozen=True, slots=True)
class Route:
    """A threshold of the fast model's confidence, and what it gives."""

    threshold: float
    fast_share: float
    """Of images that the fast model answers alone, in [0, 1]."""
    accuracy: float
    fast_accuracy: float
    strong_accuracy: float
    latency_ms: float
    """Mean for one image: the fast model always, the strong one for the rest."""
    strong_latency_ms: float

    @property
    def speedup(self) -> float:
        """How many times faster than the strong model alone; more is better."""
        return self.strong_latency_ms / self.latency_ms if self.latency_ms else float("inf")


def route_at(
    threshold: float,
    confidence: Floats,
    fast_right: Ints,
    strong_right: Ints,
    fast_ms: float,
    asked_ms: float,
    strong_ms: float | None = None,
) -> Route:
    """Return what a threshold gives; arrays are (n_images,), `..._right` 0 or 1, times milliseconds an image.

    `asked_ms` is what the strong model takes after the fast one, `strong_ms` what it takes alone where that is more.
    """
    if not len(confidence) == len(fast_right) == len(strong_right):
        raise LengthMismatchError(f"{len(confidence)}, {len(fast_right)} and {len(strong_right)} images.")
    alone = np.asarray(confidence) >= threshold
    share = float(alone.mean())
    return Route(
        threshold=float(threshold),
        fast_share=share,
        accuracy=float(np.where(alone, fast_right, strong_right).mean()),
        fast_accuracy=float(np.mean(fast_right)),
        strong_accuracy=float(np.mean(strong_right)),
        latency_ms=fast_ms + (1 - share) * asked_ms,
        strong_latency_ms=asked_ms if strong_ms is None else strong_ms,
    )


def tune(
    confidence: Floats,
    fast_right: Ints,
    strong_right: Ints,
    fast_ms: float,
    strong_ms: float,
    aim: Aim = "accuracy",
    allowed_loss: float = 0.005,
) -> Route:
    """Return the best threshold on validation images; at least one image.

    'accuracy': the highest accuracy, among equals the fastest. 'latency': the fastest that is at most `allowed_loss`
    less accurate than the strong model alone. One always exists: everything may go to the strong model.
    """
    if aim not in AIMS:
        raise InvalidSpecError(f"A route is tuned for {' or '.join(AIMS)}; got '{aim}'.")
    if not 0 <= allowed_loss <= 1:
        raise InvalidSpecError(f"The allowed loss of accuracy is from 0 to 1, such as 0.005; got {allowed_loss}.")
    steps = np.unique(np.append(np.asarray(confidence, dtype=np.float64), np.nextafter(1.0, 2.0)))
    tried = [route_at(step, confidence, fast_right, strong_right, fast_ms, strong_ms) for step in steps]
    if aim == "accuracy":
        return max(tried, key=lambda one: (one.accuracy, -one.latency_ms))
    good_enough = [one for one in tried if one.accuracy >= one.strong_accuracy - allowed_loss]
    return min(good_enough, key=lambda one: (one.latency_ms, -one.accuracy))


def poor_route(found: Mapping[str, Any]) -> str:
    """Return in words why a measured route is not worth taking; '' where it is. `found` is that of `route_models`."""
    pace, one = found["pace"], found["test"] or found["val"]
    if pace["fast_ms"] >= pace["strong_ms"]:
        return (
            f"The first model is not the faster of the two ({pace['fast_ms']:.1f} against {pace['strong_ms']:.1f} ms "
            "an image), so asking it first saves nothing. Use one of them alone, or name them in the other order."
        )
    if one["speedup"] <= 1:
        return (
            f"The second model is asked so often that this is not faster than it alone ({one['speedup']:.2f} times). "
            "Use one of them alone, or tune for latency."
        )
    return ""
