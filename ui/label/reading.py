"""What the page of labels shows of a set: its classes with their counts, and which images a choice means."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grouping.labels import LabelClass, LabelSet
from grouping.project import Project
from grouping.store.pictures import PictureColumns
from grouping.types import Ints
from ui.components.gallery.view import Codes, label_codes

ALL, UNLABELED = "all", "unlabeled"
"""Choices beside the classes, which are 'class:NAME'."""


@dataclass(frozen=True, slots=True)
class Labeling:
    """The project's images, by ascending id, and what a label set says of them."""

    label_set: LabelSet
    images: PictureColumns
    """All images of the project."""
    rows: Ints
    """Where those that are not discarded stand in `images`, ascending."""
    codes: Codes
    """(n_images,): 0 without a label, else 1 + the place of its class."""

    @property
    def ids(self) -> Ints:
        """The images' ids, ascending."""
        return self.images.ids[self.rows]

    @property
    def aspect(self) -> float:
        """Width over height of the typical image."""
        return self.images.aspect(self.rows)


def label_set_of(project: Project, name: str) -> LabelSet:
    """Return a label set; an empty one where it is not there yet, for it comes into being with its first class."""
    return next((one for one in project.label_sets() if one.name == name), LabelSet(name))


def read_labeling(project: Project, name: str) -> Labeling:
    """Read a project's images and their labels in one set."""
    labels = label_set_of(project, name)
    gone = set(project.discarded())
    images = project.picture_columns()
    rows = np.flatnonzero(~np.isin(images.ids, np.fromiter(gone, np.int64)))
    names = [one.name for one in labels.classes]
    return Labeling(labels, images, rows, label_codes(images.ids[rows], labels.labels, names))


def choice_of(one: LabelClass) -> str:
    """Return the choice that means a class."""
    return f"class:{one.name}"


def choices(labels: LabelSet) -> list[str]:
    """Return all choices: everything, what has no label, and each class."""
    return [ALL, UNLABELED, *map(choice_of, labels.classes)]


def counts(labeling: Labeling) -> dict[str, int]:
    """Return choice -> number of images."""
    found = np.bincount(labeling.codes, minlength=len(labeling.label_set.classes) + 1)
    by_class = {choice_of(one): int(found[n + 1]) for n, one in enumerate(labeling.label_set.classes)}
    return {ALL: len(labeling.codes), UNLABELED: int(found[0]), **by_class}


def order_of(labeling: Labeling, choice: str) -> list[int]:
    """Return the codes that a choice means, in their order; for all of them, class by class and the rest last.

    A choice that is gone means all.
    """
    names = [choice_of(one) for one in labeling.label_set.classes]
    if choice == UNLABELED:
        return [0]
    return [1 + names.index(choice)] if choice in names else [*range(1, len(names) + 1), 0]


def places_of(labeling: Labeling, choice: str) -> Ints:
    """Return the places of the images that a choice means, code by code."""
    return np.concatenate([np.flatnonzero(labeling.codes == code) for code in order_of(labeling, choice)])


def still_there(labeling: Labeling, choice: str, image_ids: Sequence[int]) -> tuple[int, ...]:
    """Return those of some images that a choice means, in their order."""
    ids = np.asarray(image_ids, np.int64)
    if not len(labeling.ids):
        return ()
    places = np.minimum(np.searchsorted(labeling.ids, ids), len(labeling.ids) - 1)
    meant = (labeling.ids[places] == ids) & np.isin(labeling.codes[places], order_of(labeling, choice))
    return tuple(int(i) for i in ids[meant])


def class_by_key(labels: LabelSet, key: int) -> LabelClass | None:
    """Return the class that a digit assigns; None where none has it."""
    return next((one for one in labels.classes if one.key == key), None)


def n_labeled(labels: LabelSet, image_ids: Sequence[int]) -> int:
    """Return how many of the images have a label."""
    return sum(image_id in labels.labels for image_id in image_ids)
