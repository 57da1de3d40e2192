"""What models look at, learn from and are: the values that every recipe shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from grouping.types import Floats, Ints, Progress, silent

TRAINING = "training"
"""The folder beside a model in which its training keeps what it has finished, until the model itself is kept."""
UNKNOWN = "unknown"
"""What a prediction below the operating threshold is called."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Images as a model sees them: where they lie, and their embeddings where the recipe wants these."""

    image_ids: Ints
    """(n_images,)"""
    sha256s: tuple[str, ...]
    uris: tuple[str, ...]
    """Where each file lies; '' where none does any more."""
    X: Floats | None = None
    """(n_images, dim) float32, or None for recipes that read the files."""

    def __len__(self) -> int:
        return len(self.sha256s)

    @property
    def embeddings(self) -> Floats:
        """The embeddings, which a recipe that needs them always gets."""
        assert self.X is not None, "these inputs were made for a recipe that reads files"
        return self.X

    def rows(self, rows: Ints) -> "Inputs":
        """Return some of the images, in the order of `rows`."""
        return Inputs(
            self.image_ids[rows],
            tuple(self.sha256s[row] for row in rows),
            tuple(self.uris[row] for row in rows),
            None if self.X is None else self.X[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Inputs with their classes: what a recipe is fitted on, or judged by."""

    inputs: Inputs
    y: Ints
    """(n_images,): places in `classes`."""
    classes: tuple[str, ...]
    groups: Ints
    """(n_images,): equal numbers for near-duplicates, which inner folds must keep together."""

    def __len__(self) -> int:
        return len(self.y)

    def rows(self, rows: Ints) -> "Examples":
        """Return some of the examples, in the order of `rows`."""
        return Examples(self.inputs.rows(rows), self.y[rows], self.classes, self.groups[rows])

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """(n_classes,): whether a class has an image."""
        found: npt.NDArray[np.bool_] = np.bincount(self.y, minlength=len(self.classes)) > 0
        return found

    def named(self, classes: Sequence[str]) -> "Examples":
        """Return them with `y` as places in `classes`; images of other classes are left out."""
        place = {name: number for number, name in enumerate(classes)}
        to = np.array([place.get(name, -1) for name in self.classes], dtype=np.int64)
        there = self.rows(np.flatnonzero(to[self.y] >= 0))
        return Examples(there.inputs, to[there.y], tuple(classes), there.groups)

    def together(self) -> list[int]:
        """Return for each image the row of the first near-duplicate of it, its own where it has none."""
        first: dict[int, int] = {}
        return [first.setdefault(int(group), row) for row, group in enumerate(self.groups)]

    def counts(self) -> dict[str, int]:
        """Return class -> number of images."""
        found = np.bincount(self.y, minlength=len(self.classes))
        return {name: int(count) for name, count in zip(self.classes, found, strict=True)}


class Answers(Protocol):
    """What gives a model's word on images: the model itself, or a file that was written of it."""

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return one score an image and class, (n_images, n_classes), before calibration; higher is more likely.

        NaN for an image that cannot be read.
        """


class Fitted(Answers, Protocol):
    """A trained model, of whatever recipe."""

    @property
    def details(self) -> Mapping[str, Any]:
        """What the training chose (hyper-parameters, epochs...), as plain values for the model card."""

    def save(self, folder: Path) -> str:
        """Write the model into a folder and return its SHA-256; the same model gives the same bytes."""
