"""What an edit touches, and whether two edits clash."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from grouping.tree import ROOT


@dataclass(frozen=True, slots=True)
class Touch:
    """What an edit changes, and what it relies on; two edits clash where one changes what the other touches."""

    groups: frozenset[str] = frozenset()
    read_groups: frozenset[str] = frozenset()
    images: frozenset[int] = frozenset()
    """Images whose place in the tree changes."""
    labels: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Label set -> images whose label changes."""
    classes: frozenset[tuple[str, str]] = frozenset()
    """(label set, class) that are changed."""
    read_classes: frozenset[tuple[str, str]] = frozenset()


def clashes(one: Touch, other: Touch) -> bool:
    """Whether the order of two edits matters, so that one may not be made in ignorance of the other."""
    return (
        _paths_meet(one.groups, other.groups | other.read_groups)
        or _paths_meet(other.groups, one.read_groups)
        or not one.images.isdisjoint(other.images)
        or any(not ids.isdisjoint(other.labels.get(name, frozenset())) for name, ids in one.labels.items())
        or not one.classes.isdisjoint(other.classes | other.read_classes)
        or not other.classes.isdisjoint(one.read_classes)
    )


def _paths_meet(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(a == b or _above(a, b) or _above(b, a) for a in some for b in others)


def _above(a: str, b: str) -> bool:
    return a == ROOT or b.startswith(a + "/")


def joined(one: Touch, other: Touch) -> Touch:
    """Return what two edits touch together."""
    names = {*one.labels, *other.labels}
    nobody: frozenset[int] = frozenset()
    return Touch(
        groups=one.groups | other.groups,
        read_groups=one.read_groups | other.read_groups,
        images=one.images | other.images,
        labels={name: one.labels.get(name, nobody) | other.labels.get(name, nobody) for name in names},
        classes=one.classes | other.classes,
        read_classes=one.read_classes | other.read_classes,
    )
