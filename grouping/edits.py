"""The edits a person can make, as values: each applies to a state, and knows what it touches.

A state is the tree of groups and the label sets. Edits are kept as JSON inside events; a split names its partition by
key, because the arrays lie in the store.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from immutables import Map

from grouping.errors import GrouplineError, UnknownNameError
from grouping.labels import MAX_NAME, LabelClass, LabelSet
from grouping.touch import Touch
from grouping.tree import ROOT, Tree
from grouping.types import Ints

Partitions = Callable[[str], tuple[Ints, Ints]]
"""Partition key -> (image ids, cluster numbers)."""


@dataclass(frozen=True, slots=True)
class State:
    """All that people have decided about a project."""

    tree: Tree
    label_sets: "Map[str, LabelSet]" = Map()

    def label_set(self, name: str) -> LabelSet:
        """Return a label set; raises UnknownNameError, which lists those there are."""
        if name not in self.label_sets:
            there = (
                ", ".join(sorted(self.label_sets))
                or "none yet; promoting a group, labeling images or importing labels makes one"
            )
            raise UnknownNameError(f"There is no label set '{name}'; there are: {there}.")
        return self.label_sets[name]

    def in_work(self, name: str) -> LabelSet:
        """Return a label set without the labels of discarded images, which are back once the images are."""
        return self.label_set(name).clear(self.tree.discarded)


@dataclass(frozen=True, slots=True)
class Split:
    """Divide a group by a stored partition."""

    name: ClassVar[str] = "split"
    path: str
    partition: str
    source: str = ""

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        image_ids, labels = partitions(self.partition)
        return replace(state, tree=state.tree.split(self.path, image_ids, labels, self.source, self.partition))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(groups=frozenset({self.path}))


@dataclass(frozen=True, slots=True)
class Merge:
    """Join groups into the new group `into`."""

    name: ClassVar[str] = "merge"
    paths: tuple[str, ...]
    into: str
    title: str = ""

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        return replace(state, tree=state.tree.merge(self.paths, self.into, self.title))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(groups=frozenset({*self.paths, self.into}))


@dataclass(frozen=True, slots=True)
class Move:
    """Put images into one group, out of all others."""

    name: ClassVar[str] = "move"
    image_ids: tuple[int, ...]
    to: str

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        return replace(state, tree=state.tree.move(self.image_ids, self.to))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(groups=_homes(state, self.image_ids) | ({self.to} - {ROOT}), images=frozenset(self.image_ids))


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a group a name."""

    name: ClassVar[str] = "rename"
    path: str
    title: str

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        return replace(state, tree=state.tree.rename(self.path, self.title))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(groups=frozenset({self.path}))


@dataclass(frozen=True, slots=True)
class Discard:
    """Take images out of the work."""

    name: ClassVar[str] = "discard"
    image_ids: tuple[int, ...]

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        return replace(state, tree=state.tree.discard(self.image_ids))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(groups=_homes(state, self.image_ids), images=frozenset(self.image_ids))


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring discarded images back."""

    name: ClassVar[str] = "restore"
    image_ids: tuple[int, ...]

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        return replace(state, tree=state.tree.restore(self.image_ids))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        homes = frozenset(state.tree.discarded.get(i, ROOT) for i in self.image_ids) - {ROOT}
        return Touch(groups=homes, images=frozenset(self.image_ids))


@dataclass(frozen=True, slots=True)
class DefineClass:
    """Add a class to a label set (made if need be), or change the one called `was`."""

    name: ClassVar[str] = "define class"
    label_set: str
    class_name: str
    color: str
    key: int | None = None
    description: str = ""
    was: str | None = None

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        defined = LabelClass(self.class_name, self.color, self.key, self.description)
        before = state.label_sets.get(self.label_set, LabelSet(self.label_set))
        return replace(state, label_sets=state.label_sets.set(self.label_set, before.define(defined, self.was)))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(classes=frozenset((self.label_set, name) for name in (self.class_name, self.was) if name))


@dataclass(frozen=True, slots=True)
class RemoveClass:
    """Remove a class; its images are unlabeled again."""

    name: ClassVar[str] = "remove class"
    label_set: str
    class_name: str

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        after = state.label_set(self.label_set).remove(self.class_name)
        return replace(state, label_sets=state.label_sets.set(self.label_set, after))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(classes=frozenset({(self.label_set, self.class_name)}))


@dataclass(frozen=True, slots=True)
class Assign:
    """Give images a class, in place of the one they had; `origin` says from where (group, hand, classifier)."""

    name: ClassVar[str] = "label"
    label_set: str
    class_name: str
    image_ids: tuple[int, ...]
    origin: Mapping[str, Any] = field(default_factory=dict)
    confidences: tuple[float, ...] = ()

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        state.tree.check_present(frozenset(self.image_ids))
        before = state.label_set(self.label_set)
        after = before.assign(self.image_ids, self.class_name, event, self.confidences)
        return replace(state, label_sets=state.label_sets.set(self.label_set, after))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        group = self.origin.get("group")
        return Touch(
            read_groups=frozenset({group}) if group else frozenset(),
            labels={self.label_set: frozenset(self.image_ids)},
            read_classes=frozenset({(self.label_set, self.class_name)}),
        )


@dataclass(frozen=True, slots=True)
class Clear:
    """Take the label off images; `origin` says why, where it was a proposal that was refused."""

    name: ClassVar[str] = "unlabel"
    label_set: str
    image_ids: tuple[int, ...]
    origin: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, state: State, event: int, partitions: Partitions) -> State:
        """Return the state after it."""
        after = state.label_set(self.label_set).clear(self.image_ids)
        return replace(state, label_sets=state.label_sets.set(self.label_set, after))

    def touches(self, state: State) -> Touch:
        """Return what it changes."""
        return Touch(labels={self.label_set: frozenset(self.image_ids)})


def _homes(state: State, image_ids: tuple[int, ...]) -> frozenset[str]:
    return frozenset(state.tree.deepest(image_ids).values()) - {ROOT}


Edit = Split | Merge | Move | Rename | Discard | Restore | DefineClass | RemoveClass | Assign | Clear
EDITS: dict[str, type[Edit]] = {
    kind.name: kind for kind in (Split, Merge, Move, Rename, Discard, Restore, DefineClass, RemoveClass, Assign, Clear)
}


LONGEST = {"title": MAX_NAME, "label_set": MAX_NAME, "class_name": MAX_NAME, "description": 2000}
"""The text that people give to an edit -> how many characters it may have."""

CALLED = {"title": "A group's name", "label_set": "A label set's name", "class_name": "A class's name"}


def check(edits: list[Edit]) -> None:
    """Refuse an edit of nothing, which would only fill the history, and text that no page could show."""
    for edit in edits:
        if isinstance(edit, Move | Discard | Restore | Assign | Clear) and not edit.image_ids:
            raise GrouplineError(f"There are no images to {edit.name}.")
        for name, longest in LONGEST.items():
            _check_text(name, str(getattr(edit, name, "")), longest)


def _check_text(name: str, text: str, longest: int) -> None:
    what = CALLED.get(name, f"A class's {name}")
    if len(text) > longest:
        raise GrouplineError(f"{what} has at most {longest:,} characters; this one has {len(text):,}.")
    if name in CALLED and any(ord(letter) < 32 for letter in text):
        raise GrouplineError(f"{what} has no line breaks, tabs or other control characters.")
