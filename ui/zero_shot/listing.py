"""Which images the gallery shows of a recognition, in which order, and what is written on them. Pure functions."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.zero_shot.outcomes import OUTCOMES
from classifiers.zero_shot.recognise import Recognition
from grouping.types import Ints

ACCEPTED, REVIEW, UNKNOWN = OUTCOMES
LABELED = "labeled"
CHOICES = {ACCEPTED: "Accepted", REVIEW: "To review", UNKNOWN: "Unknown", LABELED: "Labeled"}
NOTED = 5_000
"""Images on which something is written; on more the page would grow slow."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Listing:
    """A recognition beside what is labeled already in the set that it is for."""

    found: Recognition
    labeled: Flags
    """(n_images,): whether an image has a label in the set."""

    @property
    def ids(self) -> Ints:
        """(n_images,), ascending."""
        return self.found.image_ids

    def mask(self, choice: str, class_name: str | None = None) -> Flags:
        """Return which images a choice means: (n_images,). Without a class, of all classes."""
        there = self.labeled if choice == LABELED else ~self.labeled & (self.found.ends == OUTCOMES.index(choice))
        if class_name is None:
            return there
        names = self.found.answers.names
        own = names.index(class_name) if class_name in names else -1
        return np.asarray(there & (self.found.answers.best == own))

    def counts(self) -> dict[str, int]:
        """Return choice -> number of images."""
        return {choice: int(self.mask(choice).sum()) for choice in CHOICES}

    def class_counts(self, choice: str) -> dict[str, int]:
        """Return class -> number of images of a choice whose best class it is, in the classes' order."""
        best = self.found.answers.best[self.mask(choice)]
        found = np.bincount(best[best >= 0], minlength=len(self.found.answers.names))
        return {name: int(n) for name, n in zip(self.found.answers.names, found, strict=True)}

    def places(self, choice: str, class_name: str | None = None) -> Ints:
        """Return the places of a choice's images, the smallest margin first; unknown ones by falling probability."""
        there, answers = np.flatnonzero(self.mask(choice, class_name)), self.found.answers
        by = -answers.probability[there] if choice == UNKNOWN else answers.margin[there]
        return there[np.argsort(by, kind="stable")]

    def notes(self, places: Ints, *, named: bool) -> list[str]:
        """Return for each of the first images its probability and margin, and (where `named`) its class."""
        answers, first = self.found.answers, places[:NOTED]
        told = zip(
            answers.best[first].tolist(),
            answers.probability[first].tolist(),
            answers.margin[first].tolist(),
            strict=True,
        )
        return [
            f"{probability:.0%} · {_margin(margin)}{' · ' + answers.names[best] if named else ''}"
            for best, probability, margin in told
        ]


def _margin(margin: float) -> str:
    return "no second class" if np.isnan(margin) else f"{margin:.3f}"


def listing(found: Recognition, labeled: Collection[int]) -> Listing:
    """Return a recognition beside the ids of the images that have a label already."""
    return Listing(found, np.isin(found.image_ids, np.fromiter(labeled, np.int64)))
