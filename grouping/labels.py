"""Label sets as values: classes, and at most one class for each image, with the event that gave it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from immutables import Map

from grouping.errors import GrouplineError, UnknownNameError

PALETTE = (
    "#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#b07aa1", "#76b7b2", "#edc948", "#9c755f", "#ff9da7", "#bab0ac",
)  # fmt: skip
"""Colours given to classes in turn (Tableau 10, told apart by most eyes)."""

MAX_NAME = 200

NO_KEY = 0
"""Given in place of a key, it takes the key away."""


@dataclass(frozen=True, slots=True)
class LabelClass:
    """A class of a label set; `key` is the digit that assigns it, None beyond the ninth."""

    name: str
    color: str
    key: int | None = None
    description: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > MAX_NAME or any(ord(letter) < 32 for letter in self.name):
            raise GrouplineError(f"A class's name has 1 to {MAX_NAME} characters and no control characters.")
        if not re.fullmatch("#[0-9a-fA-F]{6}", self.color):
            raise GrouplineError(f"A class's colour is written #rrggbb, such as #4e79a7; got '{self.color}'.")
        if self.key is not None and not 1 <= self.key <= 9:
            raise GrouplineError(f"A class's key is a digit from 1 to 9; got {self.key}.")


@dataclass(frozen=True, slots=True)
class Label:
    """An image's class in a set, and the number of the event that gave it, where who, when and why stand."""

    class_name: str
    event: int
    confidence: float | None = None
    """Of the classifier that gave it, in [0, 1]; None where a person did."""


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Classes in their order, and image id -> label."""

    name: str
    classes: tuple[LabelClass, ...] = ()
    labels: "Map[int, Label]" = Map()

    def find(self, class_name: str) -> LabelClass:
        """Return a class by name; raises UnknownNameError, which lists those there are."""
        for one in self.classes:
            if one.name == class_name:
                return one
        there = ", ".join(one.name for one in self.classes) or "none yet"
        raise UnknownNameError(f"Label set '{self.name}' has no class '{class_name}'; there are: {there}.")

    def new_class(self, name: str) -> LabelClass:
        """Return a class of this name with the next colour and the next free key."""
        taken = {one.key for one in self.classes}
        key = next((digit for digit in range(1, 10) if digit not in taken), None)
        return LabelClass(name.strip(), PALETTE[len(self.classes) % len(PALETTE)], key)

    def define(self, defined: LabelClass, was: str | None = None) -> "LabelSet":
        """Add a class, or change the one called `was` (its images go along with a new name).

        Raises GrouplineError when the name or the key belongs to another class.
        """
        others = [one for one in self.classes if one.name != was]
        if any(one.name == defined.name for one in others):
            raise GrouplineError(f"Label set '{self.name}' has a class '{defined.name}' already.")
        clash = next((one.name for one in others if defined.key is not None and one.key == defined.key), None)
        if clash is not None:
            raise GrouplineError(f"Key {defined.key} belongs to class '{clash}'; choose another.")
        if was is None:
            return replace(self, classes=(*self.classes, defined))
        self.find(was)
        classes = tuple(defined if one.name == was else one for one in self.classes)
        return replace(self, classes=classes, labels=self._renamed(was, defined.name))

    def _renamed(self, was: str, name: str) -> "Map[int, Label]":
        if was == name:
            return self.labels
        changed = {i: replace(label, class_name=name) for i, label in self.labels.items() if label.class_name == was}
        return self.labels.update(changed)

    def remove(self, class_name: str) -> "LabelSet":
        """Remove a class; its images are unlabeled again."""
        self.find(class_name)
        classes = tuple(one for one in self.classes if one.name != class_name)
        return replace(self.clear(self.members(class_name)), classes=classes)

    def members(self, class_name: str) -> list[int]:
        """Return the images of a class, ascending."""
        return sorted(i for i, label in self.labels.items() if label.class_name == class_name)

    def assign(
        self, image_ids: Iterable[int], class_name: str, event: int, confidences: Iterable[float] = ()
    ) -> "LabelSet":
        """Give images a class, in place of the one they had.

        `confidences`, where given, has one value in [0, 1] an image. Raises UnknownNameError for an unknown class.
        """
        self.find(class_name)
        ids, sure = list(image_ids), list(confidences)
        values: list[float | None] = [*sure] if sure else [None] * len(ids)
        given = {i: Label(class_name, event, value) for i, value in zip(ids, values, strict=True)}
        return replace(self, labels=self.labels.update(given))

    def clear(self, image_ids: Iterable[int]) -> "LabelSet":
        """Take the label off images; those without one stay without."""
        found = [i for i in image_ids if i in self.labels]
        return replace(self, labels=reduce(lambda labels, i: labels.delete(i), found, self.labels))

    def counts(self) -> dict[str, int]:
        """Return class name -> number of images, in the order of the classes."""
        found = dict.fromkeys((one.name for one in self.classes), 0)
        for label in self.labels.values():
            found[label.class_name] += 1
        return found
