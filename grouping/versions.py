"""Frozen versions of a label set: what they hold, the hash that names it, and how two of them differ."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from grouping.labels import LabelClass


@dataclass(frozen=True, slots=True)
class FrozenLabel:
    """One image's class in a version, with the event that gave it."""

    image_id: int
    sha256: str
    class_name: str
    event: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a version holds: classes in their order, labels by ascending image id."""

    classes: tuple[LabelClass, ...]
    labels: tuple[FrozenLabel, ...]

    @property
    def hash(self) -> str:
        """SHA-256 of the classes' names and of each image's SHA-256 and class; equal for equal data sets."""
        labels = sorted((label.sha256, label.class_name) for label in self.labels)
        text = json.dumps([sorted(one.name for one in self.classes), labels], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def to_json(self) -> str:
        """Return the content as JSON text."""
        labels = [[v.image_id, v.sha256, v.class_name, v.event, v.confidence] for v in self.labels]
        return json.dumps({"classes": [asdict(one) for one in self.classes], "labels": labels}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Content":
        """Return the content that `to_json` wrote."""
        values = json.loads(text)
        classes = tuple(LabelClass(**one) for one in values["classes"])
        return cls(classes, tuple(FrozenLabel(*one) for one in values["labels"]))

    def counts(self) -> dict[str, int]:
        """Return class name -> number of images."""
        found = dict.fromkeys((one.name for one in self.classes), 0)
        for label in self.labels:
            found[label.class_name] += 1
        return found


@dataclass(frozen=True, slots=True)
class Version:
    """A frozen label set: numbered from 1, and never changed."""

    label_set: str
    number: int
    content_hash: str
    n_images: int
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """How version `b` differs from version `a`, by the images' SHA-256."""

    added: Mapping[str, str]
    """SHA-256 -> class, of images that only b has."""
    removed: Mapping[str, str]
    """SHA-256 -> class, of images that only a has."""
    changed: Mapping[str, tuple[str, str]]
    """SHA-256 -> (class in a, class in b)."""
    unchanged: int
    added_classes: tuple[str, ...]
    removed_classes: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Return counts, and the changes by pair of classes, as plain values."""
        pairs: dict[str, int] = {}
        for before, after in self.changed.values():
            pairs[f"{before} -> {after}"] = pairs.get(f"{before} -> {after}", 0) + 1
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "changes": dict(sorted(pairs.items())),
            "added_classes": list(self.added_classes),
            "removed_classes": list(self.removed_classes),
        }


def difference(a: Content, b: Content) -> Difference:
    """Compare two versions."""
    before = {label.sha256: label.class_name for label in a.labels}
    after = {label.sha256: label.class_name for label in b.labels}
    both = before.keys() & after.keys()
    classes_a, classes_b = [one.name for one in a.classes], [one.name for one in b.classes]
    return Difference(
        added={sha: after[sha] for sha in sorted(after.keys() - both)},
        removed={sha: before[sha] for sha in sorted(before.keys() - both)},
        changed={sha: (before[sha], after[sha]) for sha in sorted(both) if before[sha] != after[sha]},
        unchanged=sum(before[sha] == after[sha] for sha in both),
        added_classes=tuple(name for name in classes_b if name not in classes_a),
        removed_classes=tuple(name for name in classes_a if name not in classes_b),
    )
