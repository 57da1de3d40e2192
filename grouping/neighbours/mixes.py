"""Which near-labels the images of each group carry, and how far the group converges on them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from grouping.metrics.near_labels import NONE
from grouping.types import Floats, Ints

NAN = float("nan")


class Convergence(NamedTuple):
    """The C-Score of near-labels against 'this group' and 'the rest', as in grouping.metrics; NaN without them."""

    c_score: float = NAN
    c_score_normalized: float = NAN
    convergence_difference: float = NAN
    """0 is best: each near-label lies either in the group or outside it."""
    convergence_ratio: float = NAN
    """1 is best."""


class LabelMix(NamedTuple):
    """The near-labels of one group."""

    counts: Mapping[str, int]
    without: int
    convergence: Convergence


def label_mixes(codes: Ints, labels: Sequence[object], groups: Sequence[Ints]) -> list[LabelMix]:
    """Return the mix of each group.

    `codes` is (n_images,), -1 for none; `labels` has the name behind each code; `groups` are rows, any number of them.
    """
    names = _names(codes, labels)
    whole = np.bincount(codes[codes != NONE], minlength=len(names))
    mixes = []
    for rows in groups:
        counts = np.bincount(codes[rows] + 1, minlength=len(names) + 1)
        mixes.append(LabelMix(_named(counts[1:], names), int(counts[0]), _convergence(counts[1:], whole)))
    return mixes


def _names(codes: Ints, labels: Sequence[object]) -> list[str]:
    numbers, first = np.unique(codes, return_index=True)
    return [str(labels[i]) for number, i in zip(numbers, first, strict=True) if number != NONE]


def _named(counts: Ints, names: list[str]) -> dict[str, int]:
    order = np.argsort(-counts, kind="stable")
    return {names[i]: int(counts[i]) for i in order if counts[i]}


def _convergence(inside: Ints, whole: Ints) -> Convergence:
    # From counts: to pass all images through the metrics, once for each group, would take seconds.
    table = np.stack([inside, whole - inside], axis=1).astype(np.float64)
    table = table[:, table.sum(axis=0) > 0]
    if not table.size:
        return Convergence()
    c = _jaccard_sum(table)
    best = min(table.shape)
    return Convergence(c, c / table.size, (best - c) / table.size, c / best)


def _jaccard_sum(table: Floats) -> float:
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return min(float((table / union).sum()), float(min(table.shape)))
