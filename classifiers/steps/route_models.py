"""Route: tune how sure the fast model must be, on val images that both models know, and report on the test images."""

from dataclasses import asdict
from typing import Any

import numpy as np

from classifiers.errors import InvalidSpecError
from classifiers.predictions import Judged
from classifiers.routing import Aim, route_at, tune
from classifiers.steps.open_model import OpenModel
from grouping.types import Floats, Ints


def route_models(
    fast: OpenModel, strong: OpenModel, aim: Aim = "accuracy", allowed_loss: float = 0.005
) -> dict[str, Any]:
    """Return the threshold with share of the fast model, accuracy and expected latency, on `val` and on `test`.

    The models must have been trained on the same version, divided alike. Latencies are those of the cards: for heads
    without the encoding, which is the same for both where they look at the same embeddings. `test` is None where
    there are no test images. Raises InvalidSpecError for models that do not fit together.
    """
    if fast.model.key == strong.model.key:
        raise InvalidSpecError("A route needs two models; both are the same.")
    if fast.model.content_hash != strong.model.content_hash or fast.classes != strong.classes:
        raise InvalidSpecError("The two models of a route are trained on the same version of the same set.")
    fast_ms, strong_ms = (float(one.card["speed"]["latency_ms"]) for one in (fast, strong))
    confidence, fast_right, strong_right = _judged(fast, strong, "val.npz")
    if not len(confidence):
        raise InvalidSpecError("The two models have no val images in common to tune a route on; train both alike.")
    tuned = tune(confidence, fast_right, strong_right, fast_ms, strong_ms, aim, allowed_loss)
    found: dict[str, Any] = {
        "fast": fast.model.key,
        "strong": strong.model.key,
        "aim": aim,
        "threshold": tuned.threshold,
        "val": {"n": len(confidence), **asdict(tuned), "speedup": tuned.speedup},
        "test": None,
    }
    values = _judged(fast, strong, "test.npz")
    if len(values[0]):
        tested = route_at(tuned.threshold, *values, fast_ms=fast_ms, strong_ms=strong_ms)
        found["test"] = {"n": len(values[0]), **asdict(tested), "speedup": tested.speedup}
    return found


def _judged(fast: OpenModel, strong: OpenModel, name: str) -> tuple[Floats, Ints, Ints]:
    """Return the fast model's confidence and whether each was right, on the images that both were judged on."""
    if not all((one.folder / name).exists() for one in (fast, strong)):
        return np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, second = (Judged.load(one.folder / name) for one in (fast, strong))
    place = {sha: row for row, sha in enumerate(second.sha256s)}
    rows = np.array([(row, place[sha]) for row, sha in enumerate(first.sha256s) if sha in place], dtype=np.int64)
    own, other = rows.reshape(-1, 2).T
    right = (first.label == first.y).astype(np.int64), (second.label == second.y).astype(np.int64)
    return first.probabilities.max(axis=1)[own], right[0][own], right[1][other]
