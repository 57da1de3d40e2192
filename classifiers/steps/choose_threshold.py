"""Choose: from which confidence on a wished precision is reached, and what that leaves unknown."""

from dataclasses import dataclass

import numpy as np

from classifiers.errors import UntrainableError
from classifiers.named import Named, named, together
from classifiers.predictions import Judged
from classifiers.steps.open_model import OpenModel
from classifiers.thresholds import threshold_for_precision
from grouping.types import Floats, Ints


@dataclass(frozen=True, slots=True)
class Measured:
    """What a threshold gives on one part of the data."""

    n: int
    precision: float | None
    """Share that is right of the images at or above the threshold, 1 best; None where there is none."""
    coverage: float
    """Share of the images at or above the threshold; the rest stays unknown."""
    classes: tuple[Named, ...] = ()
    """How right each class is at or above the threshold."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """A threshold, chosen on val and measured on both val and test."""

    threshold: float
    """Above 1 where no confidence gives the wished precision."""
    val: Measured
    test: Measured | None
    """None without test images that the models were judged on."""
    confidence: Floats
    """(n_val,): of the val images, descending."""
    precision: Floats
    """(n_val,): reached on val from that confidence on."""


def choose_threshold(opened: OpenModel, wished: float, strong: OpenModel | None = None, below: float = 0.0) -> Choice:
    """Return the lowest threshold that gives `wished` on the val images; see `threshold_for_precision`.

    With `strong` an answer is that model's where the first is less sure than `below`; images that both were judged on
    count.

    Raises UntrainableError where the model has no val images or knows one class only, InvalidSpecError unless
    `wished` lies in (0, 1).
    """
    if opened.card["one_class"]:
        raise UntrainableError("A one-class model has its own threshold, chosen when it was trained.")
    if not opened.card["val"]:
        raise UntrainableError("The model has no val images to choose a threshold on; its own stays.")
    val = _answered(opened, strong, below, "val")
    if not len(val):
        raise UntrainableError("No val image was judged by both models, so a route's threshold must be given.")
    sure, right = _sure(val)
    threshold, _, _ = threshold_for_precision(sure, right, wished)
    order = np.argsort(-sure, kind="stable")
    reached = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    test = _answered(opened, strong, below, "test") if opened.card["test"] else None
    on_val, on_test = (_measured(one, threshold, opened.classes) if one else None for one in (val, test))
    assert on_val is not None
    return Choice(threshold, on_val, on_test, sure[order], reached)


def named_at(
    opened: OpenModel, threshold: float, strong: OpenModel | None = None, below: float = 0.0
) -> tuple[Named, ...]:
    """Return how right each class is at or above a threshold, on the val and test images; () where there are none."""
    if opened.card["one_class"]:
        return ()
    models = [one for one in (opened, strong) if one is not None]
    parts = [part for part in ("val", "test") if all(one.card[part] for one in models)]
    found = [_measured(_answered(opened, strong, below, part), threshold, opened.classes) for part in parts]
    return together(one.classes for one in found)


def _answered(opened: OpenModel, strong: OpenModel | None, below: float, part: str) -> Judged:
    """Return what is said of the images of a part, by both models in turn where there are two."""
    first = Judged.load(opened.folder / f"{part}.npz")
    return first if strong is None else first.routed(_said_by(strong, part), below)


def _said_by(strong: OpenModel, part: str) -> Judged:
    if not strong.card[part]:
        raise UntrainableError(f"{strong.model.name} has no {part} images to tell how right a route is.")
    return Judged.load(strong.folder / f"{part}.npz")


def _sure(judged: Judged) -> tuple[Floats, Ints]:
    return judged.probabilities.max(axis=1), (judged.label == judged.y).astype(np.int64)


def _measured(judged: Judged, threshold: float, classes: tuple[str, ...]) -> Measured:
    sure, right = _sure(judged)
    known = sure >= threshold
    share = float(right[known].mean()) if known.any() else None
    return Measured(len(sure), share, float(known.mean()), named(judged.label, judged.y, known, classes))
