"""One frozen version of a label set with what models look at: the only input of training."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from classifiers.data.folds import group_numbers
from classifiers.errors import UntrainableError
from classifiers.types import Examples, Inputs
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class EmbeddingRef:
    """The embeddings that a model looks at: the same encoder, preprocessing and weights are needed to use it."""

    key: str
    encoder: str
    preprocessing: str
    weights_checksum: str


@dataclass(frozen=True, slots=True, eq=False)
class LabeledData:
    """The images of a version, row by row, with their classes."""

    label_set: str
    version: int
    content_hash: str
    """Of the version; names exactly the images and classes that a model saw."""
    classes: tuple[str, ...]
    """Those that have images, in the order of the label set."""
    inputs: Inputs
    y: Ints
    """(n_images,): places in `classes`."""
    duplicates: tuple[tuple[str, ...], ...]
    """Groups of near-duplicates by SHA-256; they may name other images of the project too."""
    unchecked: tuple[str, ...]
    """Images whose near-duplicates nobody could look for, as they have no embeddings."""
    embeddings: EmbeddingRef | None
    discarded: int = 0
    """How many of the images were discarded after the version was frozen."""
    left_out: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Image id -> why it could not be taken."""

    def __len__(self) -> int:
        return len(self.y)

    @property
    def class_names(self) -> list[str]:
        """The class of each image, row by row."""
        return [self.classes[place] for place in self.y]

    def counts(self) -> dict[str, int]:
        """Return class -> number of images."""
        return self.all_examples().counts()

    def rows(self, sha256s: Collection[str]) -> Ints:
        """Return the rows of these images, ascending."""
        wanted = set(sha256s)
        return np.flatnonzero([sha in wanted for sha in self.inputs.sha256s])

    def examples(self, sha256s: Collection[str]) -> Examples:
        """Return these images with their classes, by ascending row."""
        return self.all_examples().rows(self.rows(sha256s))

    def all_examples(self) -> Examples:
        """Return every image with its class."""
        return Examples(self.inputs, self.y, self.classes, group_numbers(self.inputs.sha256s, self.duplicates))


def refuse_unfit(data: LabeledData, *, one_class: bool) -> None:
    """Raise UntrainableError where the data cannot train a classifier, saying what is missing."""
    title = f"Version {data.version} of '{data.label_set}'"
    if not len(data):
        raise UntrainableError(f"{title} has no images that a model could look at: {reasons(data.left_out)}.")
    if len(data.classes) < 2 and not one_class:
        raise UntrainableError(
            f"{title} has images of one class only, '{data.classes[0]}': there is nothing to tell apart. Label a "
            "second class, or train a one-class head (kth_neighbour or mahalanobis), which finds what is unlike it."
        )


def reasons(left_out: Mapping[int, str]) -> str:
    """Say how many images were left out, and why."""
    counts: dict[str, int] = {}
    for reason in left_out.values():
        counts[reason] = counts.get(reason, 0) + 1
    return "; ".join(f"{count:,} images: {reason}" for reason, count in counts.items()) or "none is labeled"


def unchecked(count: int) -> str:
    """Say that near-duplicates of some images were not looked for."""
    images = (
        "1 image has no embedding, so near-copies of it were"
        if count == 1
        else (f"{count:,} images have no embeddings, so near-copies of them were")
    )
    return f"{images} not looked for and may lie in two parts: figures may be too good."


def warnings_of(data: LabeledData, train: Sequence[str]) -> list[str]:
    """Return what a person should know about the classes before trusting figures."""
    held = data.examples(train).counts()
    told = [
        f"Class '{name}' has {count} image{'s' if count != 1 else ''} in training: its figures say little."
        for name, count in held.items()
        if count < 5
    ]
    if data.unchecked:
        told.append(f"{unchecked(len(data.unchecked))} Encode the project, and train again.")
    if data.discarded:
        told.append(
            f"{data.discarded:,} of the images were discarded after version {data.version} was frozen, and still count "
            "here. Freeze the set again to train without them."
        )
    if data.left_out:
        told.append(f"Left out: {reasons(data.left_out)}.")
    return told
