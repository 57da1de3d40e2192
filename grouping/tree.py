"""The tree of groups as a value: every edit returns a new tree, and the events of a project fold into one.

The root group holds all images and is named 'root'. Splitting it gives groups '0', '1', ... (the cluster numbers of
the partition, 0 the largest); splitting '3' gives '3/0', '3/1', and so on to any depth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from grouping.errors import GrouplineError, UnknownNameError
from grouping.types import Ints

ROOT = "root"


@dataclass(frozen=True, slots=True)
class Group:
    """Some images of a project, at one place in the tree; `image_ids` ascend."""

    path: str
    image_ids: tuple[int, ...]
    source: str = ""
    """How it came to be, e.g. 'kmeans, 7 clusters, by Min-Max'."""

    @property
    def size(self) -> int:
        """The number of images."""
        return len(self.image_ids)

    @property
    def parent(self) -> str | None:
        """The path of the group this one was split from; None for the root."""
        if self.path == ROOT:
            return None
        return self.path.rpartition("/")[0] or ROOT

    @property
    def depth(self) -> int:
        """0 for the root, 1 for its children."""
        return 0 if self.path == ROOT else self.path.count("/") + 1


def child_path(parent: str, label: int) -> str:
    """Return the path of the group made from cluster `label` of `parent`."""
    return str(label) if parent == ROOT else f"{parent}/{label}"


@dataclass(frozen=True, slots=True)
class Split:
    """A group is divided by a partition of its images."""

    path: str
    image_ids: Ints
    labels: Ints
    source: str = ""

    def __post_init__(self) -> None:
        if len(self.image_ids) != len(self.labels):
            raise GrouplineError(
                f"A split of '{self.path}' has {len(self.image_ids)} images but {len(self.labels)} labels."
            )


@dataclass(frozen=True, slots=True)
class Tree:
    """Groups by path. Images that joined the project after a split are in its parent alone."""

    groups: Mapping[str, Group]

    @classmethod
    def of(cls, image_ids: Ints) -> "Tree":
        """Return the tree in which nothing has been split."""
        return cls(MappingProxyType({ROOT: Group(ROOT, _ascending(image_ids))}))

    def group(self, path: str) -> Group:
        """Return the group at `path`; raises UnknownNameError, which lists the groups there are."""
        if path not in self.groups:
            there = ", ".join(sorted(self.groups, key=path_order)[:20])
            raise UnknownNameError(f"There is no group '{path}'; there are: {there}.")
        return self.groups[path]

    def children(self, path: str) -> list[Group]:
        """Return the groups that `path` was split into, by cluster number; empty where it was not."""
        found = [group for group in self.groups.values() if group.parent == path]
        return sorted(found, key=lambda group: path_order(group.path))

    def walk(self, path: str = ROOT) -> Iterator[Group]:
        """Give a group and all below it, each before its children."""
        yield self.group(path)
        for child in self.children(path):
            yield from self.walk(child.path)

    def leaves(self) -> list[Group]:
        """Return the groups that were not split further."""
        return [group for group in self.walk() if not self.children(group.path)]

    def apply(self, split: Split) -> "Tree":
        """Return the tree after a split; an earlier split of the same group gives way to it."""
        target = self.group(split.path)
        strangers = set(map(int, split.image_ids)) - set(target.image_ids)
        if strangers:
            raise GrouplineError(
                f"{len(strangers)} images of this partition are not in group '{split.path}'; sweep the group again."
            )
        kept = {path: group for path, group in self.groups.items() if not _below(path, split.path)}
        for label in np.unique(split.labels):
            path = child_path(split.path, int(label))
            members = _ascending(np.asarray(split.image_ids)[split.labels == label])
            kept[path] = Group(path, members, split.source)
        return replace(self, groups=MappingProxyType(kept))


def path_order(path: str) -> tuple[int, ...]:
    """Sort key that puts '10' after '9' and a group before its children."""
    return () if path == ROOT else tuple(int(part) for part in path.split("/"))


def _below(path: str, ancestor: str) -> bool:
    return path != ROOT if ancestor == ROOT else path.startswith(ancestor + "/")


def _ascending(image_ids: Ints) -> tuple[int, ...]:
    return tuple(int(i) for i in np.sort(image_ids))
