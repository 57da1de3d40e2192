"""What the gallery is sent, as pure functions: the list of images once, and after that only what changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grouping.labels import Label, LabelClass
from grouping.types import Ints
from ui.components.payload import base64_of, packed

NAMED = 10_000
"""Longer lists are sent without file names, which would be most of their bytes."""

Codes = npt.NDArray[np.uint16]
"""One number an image: 0 where it has no label, else 1 + the place of its class in a list of names."""


@dataclass(frozen=True, slots=True)
class ImageList:
    """The images of a group as the browser keeps them, and the labels they had when they were sent."""

    rev: str
    """Names this list; the browser takes it in once."""
    ids: Ints
    checksums: Sequence[str]
    names: Sequence[str]
    codes: Codes

    def payload(self) -> bytes:
        """Return what is sent once: ids (uint32), checksums (32 bytes each), label codes (uint16), names."""
        names = list(self.names) if len(self.ids) <= NAMED else None
        raw = np.frombuffer(bytes.fromhex("".join(self.checksums)), np.uint8)
        return packed({"rev": self.rev, "n": len(self.ids), "names": names}, self.ids.astype("<u4"), raw, self.codes)


@dataclass(frozen=True, slots=True)
class GalleryView:
    """What of a list is shown now, and how."""

    rev: str
    shown: Ints | None
    """Places in the list; None shows all."""
    changed: list[tuple[int, int]]
    """(place, label code) where a label differs from the one that was sent with the list."""
    classes: list[dict[str, Any]]
    aspect: float
    """Width over height of the typical image."""
    height: int
    cleared: int
    """Rises when the server takes the selection away."""

    def data(self) -> dict[str, Any]:
        """Return what the component is sent at every run."""
        shown = None if self.shown is None else base64_of(self.shown.astype("<u4"))
        return {
            "rev": self.rev,
            "shown": shown,
            "changed": self.changed,
            "classes": self.classes,
            "aspect": self.aspect,
            "height": self.height,
            "cleared": self.cleared,
        }


def label_codes(ids: Ints, labels: Mapping[int, Label], names: Sequence[str]) -> Codes:
    """Return the label code of each image, (n_images,); a class that is not among `names` counts as no label."""
    codes = np.zeros(len(ids), np.uint16)
    number = {name: place + 1 for place, name in enumerate(names)}
    found = np.array(list(labels), np.int64)
    places = np.searchsorted(ids, found) if len(ids) else np.zeros(0, np.int64)
    for image_id, place in zip(found.tolist(), places.tolist(), strict=False):
        if place < len(ids) and ids[place] == image_id:
            codes[place] = number.get(labels[image_id].class_name, 0)
    return codes


def label_changes(sent: Codes, now: Codes) -> list[tuple[int, int]]:
    """Return (place, code now) of the images whose label differs from the one that was sent."""
    return [(int(place), int(now[place])) for place in np.flatnonzero(sent != now)]


def class_entries(names: Sequence[str], classes: Sequence[LabelClass]) -> list[dict[str, Any]]:
    """Return name, colour and key for each class name; one that is gone is grey and has no key."""
    known = {one.name: one for one in classes}
    gone = {"color": "#888888", "key": None}
    return [
        {"name": name, **({"color": known[name].color, "key": known[name].key} if name in known else gone)}
        for name in names
    ]


def selected_ids(message: Mapping[str, Any], ids: Ints) -> tuple[int, ...]:
    """Return the ids that a selection sent by the browser means, of those there are."""
    there = set(ids.tolist())
    return tuple(int(i) for i in message.get("ids", ()) if int(i) in there)
