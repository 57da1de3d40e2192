"""Images that the neighbours point at, in the order to look at them, as pure functions: each with why it is there."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grouping.neighbours.outliers import STANDS_OUT
from grouping.steps.look import Suspects
from grouping.types import Floats, Ints
from ui.components.map.view import Mask
from ui.wording import counted

STANDING_OUT, COPIES = "Stand out", "Near-duplicates"
MISLABELED, NEAR_MISLABELED = "Likely mislabeled", "Likely mislabeled by near-label"
FINDINGS = (STANDING_OUT, COPIES, MISLABELED, NEAR_MISLABELED)
ALONE = -1
"""The set of an image without near-duplicates, as the neighbour graph numbers them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gallery shows, and says of each image."""

    places: Ints
    """(n_found,): places in the group's list of images, in the order of the gallery."""
    notes: tuple[str, ...]
    """What is written on each."""
    told: str
    """What was found, in words."""
    spare: Ints
    """Of near-duplicates the places of all but the first of each set; else empty."""

    def among(self, mask: Mask | None) -> "Finding":
        """Return what of it lies where `mask`, (n_images,), is true, in the same order; all for None."""
        if mask is None:
            return self
        there = mask[self.places]
        notes = tuple(note for note, keep in zip(self.notes, there.tolist(), strict=True) if keep)
        return Finding(self.places[there], notes, self.told, self.spare[mask[self.spare]])


def found(places: Ints, notes: Sequence[str], told: str, spare: Ints | None = None) -> Finding:
    """Return a finding; most have nothing to spare."""
    return Finding(places, tuple(notes), told, np.zeros(0, np.int64) if spare is None else spare)


def standing_out(scores: Floats) -> Finding:
    """Return the images whose score is above STANDS_OUT, the farthest first; `scores` is (n_images,), NaN for none."""
    out = np.flatnonzero(scores > STANDS_OUT)
    order = out[np.argsort(-scores[out], kind="stable")]
    verb = "stands" if len(order) == 1 else "stand"
    told = f"{len(order):,} of {counted(len(scores), 'image')} {verb} out, those farthest from their neighbours first."
    told = told if len(order) else f"None of {counted(len(scores), 'image')} stands out."
    unknown = int(np.isnan(scores).sum())
    return found(order, [f"{scores[place]:.1f}" for place in order], told + _unknown(unknown))


def near_duplicates(sets: Ints) -> Finding:
    """Return the images of which others here are near-duplicates, set after set, the largest first.

    `sets` is (n_images,): the number of each image's set, ALONE for none.
    """
    numbers, own, sizes = np.unique(sets, return_inverse=True, return_counts=True)
    size = np.where(numbers[own] == ALONE, 0, sizes[own])
    there = np.flatnonzero(size > 1)
    order = there[np.lexsort((there, sets[there], -size[there]))]
    firsts = np.flatnonzero(np.diff(sets[order], prepend=ALONE - 1))
    number = np.cumsum(np.isin(np.arange(len(order)), firsts))
    spare = np.delete(order, firsts)
    told = f"{counted(len(firsts), 'set')} of near-duplicates with {counted(len(order), 'image')} here"
    told = f"{told}, set after set, the largest first." if len(firsts) else "There are no near-duplicates here."
    return found(order, [f"set {n}" for n in number], told, spare)


def mislabeled(suspects: Suspects, ids: Ints, kind: str) -> Finding:
    """Return the suspects among images (ascending ids), the most suspect first; `kind` is what they are labeled by."""
    there = np.flatnonzero(np.isin(suspects.ids, ids))
    places = np.searchsorted(ids, suspects.ids[there])
    notes = [f"rather {suspects.suggested[i]} · {suspects.shares[i]:.0%}" for i in there]
    of = f"of {counted(len(suspects.ids), 'suspect')} among {counted(suspects.n_judged, 'image')} with a {kind}"
    told = f"{len(places):,} here {of}, the most suspect first."
    told = told if suspects.n_judged else f"There is nothing to judge yet: give some images a {kind} first."
    unjudged = suspects.n_unjudged
    more = f" {counted(unjudged, 'image')} could not be judged: no labeled image is near enough." if unjudged else ""
    return found(places, notes, told + more)


def similar(image_id: int, near: Ints, distances: Floats, ids: Ints) -> Finding:
    """Return an image and, nearest first, those of its neighbours that are among images (ascending ids).

    `near` are the ids of the neighbours, nearest first, `distances` their cosine distances.
    """
    there = np.isin(near, ids)
    own = np.flatnonzero(ids == image_id)
    places = np.concatenate([own, np.searchsorted(ids, near[there])])
    notes = [*["this image"] * len(own), *[f"{distance:.3f}" for distance in distances[there].tolist()]]
    told = f"{int(there.sum()):,} of the {counted(len(near), 'nearest image')} lie in this group, the nearest first."
    return found(places, notes, told)


def _unknown(n: int) -> str:
    return f" {counted(n, 'image')} {'has' if n == 1 else 'have'} no score yet." if n else ""
