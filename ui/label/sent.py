"""What the browser has been sent of a label set, so that a label costs a few bytes and not the whole list again."""

from dataclasses import dataclass, replace

import numpy as np

from grouping.labels import LabelSet
from grouping.types import Ints
from ui.components.gallery.view import Codes, label_changes, label_codes

RESEND_AFTER = 5_000
"""With more changes than this the list is sent anew."""


@dataclass(frozen=True, slots=True)
class SentList:
    """The images and labels as they were sent under a name; `names` only grows, so that codes keep their meaning."""

    what: str
    generation: int
    ids: Ints
    codes: Codes
    names: tuple[str, ...]

    @property
    def rev(self) -> str:
        """The name under which the browser keeps it."""
        return f"{self.what}-{len(self.ids)}-{int(self.ids.sum())}-{self.generation}"

    def changes(self, ids: Ints, labels: LabelSet) -> list[tuple[int, int]]:
        """Return (place, code now) of the images whose label is no longer the one that was sent."""
        return label_changes(self.codes, label_codes(ids, labels.labels, self.names))


def updated(kept: SentList | None, what: str, ids: Ints, labels: LabelSet) -> SentList:
    """Return what is kept, with the names of new classes; a new list for other images or after many changes."""
    names = tuple(one.name for one in labels.classes)
    if kept is None or kept.what != what or not np.array_equal(kept.ids, ids):
        return SentList(what, 0, ids, label_codes(ids, labels.labels, names), names)
    grown = replace(kept, names=(*kept.names, *(name for name in names if name not in kept.names)))
    if len(grown.changes(ids, labels)) <= RESEND_AFTER:
        return grown
    return SentList(what, kept.generation + 1, ids, label_codes(ids, labels.labels, names), names)
