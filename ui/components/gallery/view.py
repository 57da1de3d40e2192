"""What the gallery is sent, as pure functions: the list of images once, and after that only what changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from immutables import Map

from grouping.labels import Label, LabelClass
from grouping.types import Ints
from ui.components.payload import base64_of, packed
from ui.recent import Recent

NAMED = 10_000
"""Longer lists are sent without file names, which would be most of their bytes."""

BEGINNING = 8
"""Bytes of a checksum that name a thumbnail: enough to tell images apart, and a quarter of the list's size."""

Codes = npt.NDArray[np.uint16]
"""One number an image: 0 where it has no label, else 1 + the place of its class in a list of names."""


_LabelArrays = tuple[Ints, npt.NDArray[np.intp], tuple[str, ...]]
_RECENT: Recent[_LabelArrays] = Recent(4)


@dataclass(frozen=True, slots=True)
class ImageList:
    """The images of a group as the browser keeps them, and the labels they had when they were sent."""

    rev: str
    """Names this list; the browser takes it in once."""
    ids: Ints
    digests: npt.NDArray[np.uint8]
    """(n_images, 32): the SHA-256 of each image."""
    names: Sequence[str]
    codes: Codes

    def payload(self) -> bytes:
        """Return what is sent once: ids (uint32), how each checksum begins (8 bytes), label codes (uint16), names."""
        names = list(self.names) if len(self.ids) <= NAMED else None
        header = {"rev": self.rev, "n": len(self.ids), "names": names}
        return packed(header, self.ids.astype("<u4"), np.ascontiguousarray(self.digests[:, :BEGINNING]), self.codes)


@dataclass(frozen=True, slots=True)
class GalleryView:
    """What of a list is shown now, and how."""

    rev: str
    shown: Ints | None
    """Places in the list; None shows all, or what `by_code` says."""
    changed: list[tuple[int, int]]
    """(place, label code) where a label differs from the one that was sent with the list."""
    classes: list[dict[str, Any]]
    aspect: float
    """Width over height of the typical image."""
    height: int
    cleared: int
    """Rises when the server takes the selection away."""
    given: int = 0
    """Rises when the server selects images."""
    selected: Ints | None = None
    """Places that are selected when `given` has risen."""
    notes: Sequence[str] = ()
    """What is written on each of the shown images, in their order; () for nothing."""
    by_code: Sequence[int] | None = None
    """Label codes: their images are shown, code by code, which the browser works out from what it has of the list."""
    refused: str = ""
    """Why this person may not label, told when they press a key; '' where they may."""

    def data(self) -> dict[str, Any]:
        """Return what the component is sent at every run."""
        shown = None if self.shown is None else base64_of(self.shown.astype("<u4"))
        return {
            "rev": self.rev,
            "shown": shown,
            "by_code": None if self.by_code is None else list(self.by_code),
            "changed": self.changed,
            "classes": self.classes,
            "aspect": self.aspect,
            "height": self.height,
            "cleared": self.cleared,
            "given": self.given,
            "selected": None if self.selected is None else base64_of(self.selected.astype("<u4")),
            "notes": list(self.notes),
            "refused": self.refused,
        }


def label_codes(ids: Ints, labels: Mapping[int, Label], names: Sequence[str]) -> Codes:
    """Return the label code of each image, (n_images,); a class that is not among `names` counts as no label."""
    codes = np.zeros(len(ids), np.uint16)
    if not len(labels):
        return codes
    # A map of immutables never changes; a dictionary may.
    made = _RECENT.get((labels,), lambda: _label_arrays(labels)) if isinstance(labels, Map) else _label_arrays(labels)
    labeled, given, known = made
    number = {name: place + 1 for place, name in enumerate(names)}
    own = np.array([number.get(name, 0) for name in known], np.uint16)[given]
    places = np.minimum(np.searchsorted(labeled, ids), len(labeled) - 1)
    there = labeled[places] == ids
    codes[there] = own[places[there]]
    return codes


def _label_arrays(labels: Mapping[int, Label]) -> _LabelArrays:
    """Return labels as (image ids, places in the names, names), the ids ascending."""
    number: dict[str, int] = {}
    given = np.fromiter((number.setdefault(one.class_name, len(number)) for one in labels.values()), np.intp)
    labeled = np.fromiter(labels, np.int64)
    order = np.argsort(labeled)
    return labeled[order], given[order], tuple(number)


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
