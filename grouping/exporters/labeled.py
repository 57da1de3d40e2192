"""A label set with its images, as plain values: what every exporter takes."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from grouping.errors import GrouplineError, UnknownNameError
from grouping.labels import LabelClass

__all__ = ["SPLITS", "LabelClass", "LabeledImage", "LabeledSet"]

SPLITS = ("train", "val", "test")

_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Neither UTF-8 nor XML can carry these."""


@dataclass(frozen=True, slots=True)
class LabeledImage:
    """An image with its class, and where that came from.

    `uri` reopens the file, `name` is its path inside its source, `width` and `height` are in pixels, `at` is an ISO
    time. `origin` tells how the label was given: `kind` ('group', 'hand', 'classifier'), and, as far as they apply,
    `group` (its path), `partition` (its key), `encoder`, `weights` (their checksum), `model`, `confidence` in [0, 1].
    """

    image_id: int
    sha256: str
    uri: str
    name: str
    width: int
    height: int
    near_label: str | None
    class_name: str
    split: str | None = None
    user: str = ""
    at: str = ""
    origin: Mapping[str, Any] = field(default_factory=lambda: {"kind": "hand"})

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise GrouplineError(f"Image {self.image_id} has the SHA-256 {self.sha256!r}; it has 64 digits 0-9, a-f.")
        if self.split is not None and self.split not in SPLITS:
            raise GrouplineError(f"Image {self.image_id} is in split {self.split!r}; splits are {', '.join(SPLITS)}.")

    @property
    def confidence(self) -> float | None:
        """The classifier's, in [0, 1]; None where a person labeled."""
        value = self.origin.get("confidence")
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class LabeledSet:
    """A label set, or one frozen version of it (`version` is None for the set as it is now).

    Images are unique by id and by SHA-256; each has one of the `classes`; either all have a split or none.
    """

    project: str
    label_set: str
    version: int | None
    content_hash: str
    licence: str
    classes: tuple[LabelClass, ...]
    images: tuple[LabeledImage, ...]

    def __post_init__(self) -> None:
        _refuse_repeats("class", [one.name for one in self.classes])
        unwritable = [one.name for one in self.classes if _UNWRITABLE.search(one.name)]
        if unwritable:
            raise GrouplineError(f"No file can carry the class names {unwritable}: rename these classes.")
        _refuse_repeats("image", [image.image_id for image in self.images])
        _refuse_repeats("image with SHA-256", [image.sha256 for image in self.images])
        strange = {image.class_name for image in self.images} - {one.name for one in self.classes}
        if strange:
            raise UnknownNameError(f"Images of '{self.label_set}' have classes that the set lacks: {sorted(strange)}.")
        without = sum(image.split is None for image in self.images)
        if 0 < without < len(self.images):
            raise GrouplineError(
                f"{without:,} of {len(self.images):,} images of '{self.label_set}' have no split; give one to all or "
                "to none (assign_splits keeps those that are given)."
            )

    @property
    def title(self) -> str:
        """The set and its version, for people."""
        return self.label_set if self.version is None else f"{self.label_set} v{self.version}"

    @property
    def has_splits(self) -> bool:
        """Whether the images are divided into train, val and test."""
        return any(image.split for image in self.images)

    def parts(self) -> Iterator[tuple[str | None, tuple[LabeledImage, ...]]]:
        """Give each split that has images with them, in the order of `SPLITS`; one part named None without splits."""
        for split in SPLITS if self.has_splits else (None,):
            members = tuple(image for image in self.images if image.split == split)
            if members:
                yield split, members


def _refuse_repeats(what: str, values: list[Any]) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        raise GrouplineError(f"A labeled set names each {what} once; named more often: {twice[:5]}.")
