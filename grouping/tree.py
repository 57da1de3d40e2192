"""The tree of groups as a value: every edit returns a new tree.

The root group holds all images but the discarded ones and is named 'root'. Splitting it gives groups '0', '1', ...
(the cluster numbers of the partition, 0 the largest); splitting '3' gives '3/0', '3/1', and so on to any depth. An
image that joined the project after a split, or was moved up, is in the parent alone, not in any of its children.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from immutables import Map

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
    name: str = ""
    """What a person called it; '' where nobody did."""
    partition: str = ""
    """Key of the partition it is a cluster of; '' for the root and for mergers."""

    @property
    def size(self) -> int:
        """The number of images."""
        return len(self.image_ids)

    @property
    def parent(self) -> str | None:
        """The path of the group this one lies in; None for the root."""
        return None if self.path == ROOT else self.path.rpartition("/")[0] or ROOT

    @property
    def depth(self) -> int:
        """0 for the root, 1 for its children."""
        return 0 if self.path == ROOT else self.path.count("/") + 1

    @property
    def title(self) -> str:
        """Its name, or its path where it has none."""
        return self.name or self.path

    def without(self, image_ids: frozenset[int]) -> "Group":
        """Return the group less some images."""
        return replace(self, image_ids=tuple(i for i in self.image_ids if i not in image_ids))

    def with_images(self, image_ids: Iterable[int]) -> "Group":
        """Return the group with some more images."""
        return replace(self, image_ids=tuple(sorted({*self.image_ids, *image_ids})))


def child_path(parent: str, label: int) -> str:
    """Return the path of the group made from cluster `label` of `parent`."""
    return str(label) if parent == ROOT else f"{parent}/{label}"


def path_order(path: str) -> tuple[int, ...]:
    """Sort key that puts '10' after '9' and a group before its children."""
    return () if path == ROOT else tuple(int(part) for part in path.split("/"))


def ancestors(path: str) -> list[str]:
    """Return the paths above a group, nearest first, without the root."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def within(path: str, ancestor: str) -> bool:
    """Whether a group is `ancestor` itself or lies below it."""
    return ancestor in (ROOT, path) or path.startswith(ancestor + "/")


@dataclass(frozen=True, slots=True)
class Tree:
    """All groups but the root, by path; the root is what is left of all images after `discarded`."""

    all_ids: frozenset[int]
    groups: "Map[str, Group]" = Map()
    discarded: "Map[int, str]" = Map()
    """Image id -> the deepest group it was in."""

    @classmethod
    def of(cls, image_ids: Iterable[int] | Ints) -> "Tree":
        """Return the tree in which nothing has been split."""
        return cls(frozenset(map(int, image_ids)))

    def over(self, image_ids: frozenset[int]) -> "Tree":
        """Return the same tree over the images a project has by now; new ones are in the root alone."""
        return replace(self, all_ids=image_ids)

    def group(self, path: str) -> Group:
        """Return the group at `path`; raises UnknownNameError, which lists the groups there are."""
        if path == ROOT:
            return Group(ROOT, tuple(sorted(self.all_ids.difference(self.discarded))))
        if path not in self.groups:
            there = ", ".join([ROOT, *sorted(self.groups, key=path_order)][:20])
            raise UnknownNameError(f"There is no group '{path}'; there are: {there}.")
        return self.groups[path]

    def children(self, path: str) -> list[Group]:
        """Return the groups directly below `path`, by number; empty where it was not split."""
        found = [group for group in self.groups.values() if group.parent == path]
        return sorted(found, key=lambda group: path_order(group.path))

    def rest(self, path: str) -> tuple[int, ...]:
        """Return the images of a group that are in none of its children."""
        below = {i for child in self.children(path) for i in child.image_ids}
        return tuple(i for i in self.group(path).image_ids if i not in below)

    def walk(self, path: str = ROOT) -> Iterator[Group]:
        """Give a group and all below it, each before its children."""
        yield self.group(path)
        for child in self.children(path):
            yield from self.walk(child.path)

    def leaves(self, path: str = ROOT) -> list[Group]:
        """Return the groups at or below `path` that were not split further."""
        parents = {group.parent for group in self.groups.values()}
        return [group for group in self.walk(path) if group.path not in parents]

    def deepest(self, image_ids: Iterable[int]) -> dict[int, str]:
        """Return image id -> path of the deepest group it is in; ROOT where it is in no other."""
        wanted = set(image_ids)
        found = dict.fromkeys(wanted, ROOT)
        for group in sorted(self.groups.values(), key=lambda group: group.depth):
            found.update((i, group.path) for i in group.image_ids if i in wanted)
        return found

    def split(self, path: str, image_ids: Ints, labels: Ints, source: str = "", partition: str = "") -> "Tree":
        """Divide a group by a partition of its images; what was below it gives way.

        Raises GrouplineError when the partition is of other images than the group's.
        """
        self._check_inside(path, image_ids)
        groups = _without_below(self.groups, path)
        for label in np.unique(labels):
            child = child_path(path, int(label))
            members = _ascending(np.asarray(image_ids)[labels == label])
            groups = groups.set(child, Group(child, members, source, partition=partition))
        return replace(self, groups=groups)

    def _check_inside(self, path: str, image_ids: Ints) -> None:
        strangers = set(map(int, image_ids)) - set(self.group(path).image_ids)
        if strangers:
            raise GrouplineError(
                f"{len(strangers)} images of this partition are not in group '{path}'; sweep the group again."
            )

    def merge(self, paths: tuple[str, ...], into: str, name: str) -> "Tree":
        """Join groups into the new group `into`, beside the topmost of them.

        Raises GrouplineError for fewer than two groups, or one that lies inside another.
        """
        if len(set(paths)) < 2:
            raise GrouplineError("Merging needs at least two groups.")
        for inner in paths:
            for outer in paths:
                if inner != outer and within(inner, outer):
                    raise GrouplineError(f"Group '{inner}' lies inside '{outer}' already; merge groups side by side.")
        images = frozenset(i for path in paths for i in self.group(path).image_ids)
        groups = reduce(_without_below, paths, self.groups)
        groups = groups.set(into, Group(into, (), "merged from " + ", ".join(paths), name))
        return replace(self, groups=groups)._place(images, into)

    def next_path(self, paths: Iterable[str]) -> str:
        """Return a free path for the merger of groups, below the nearest group that holds them all."""
        parents = [(self.group(path).parent or ROOT) for path in paths]
        home = next(
            (p for p in [parents[0], *ancestors(parents[0])] if all(within(other, p) for other in parents)), ROOT
        )
        taken = [path_order(child.path)[-1] for child in self.children(home)]
        return child_path(home, max(taken, default=-1) + 1)

    def move(self, image_ids: Iterable[int], to: str) -> "Tree":
        """Put images into a group (and so into all above it), out of every other; 'root' takes them out of all.

        Raises GrouplineError when some are discarded or not of this project.
        """
        images = frozenset(image_ids)
        self.group(to)
        self.check_present(images)
        return self._place(images, to)

    def check_present(self, images: frozenset[int]) -> None:
        """Raise GrouplineError when images are not of this project, or discarded."""
        strangers = images - self.all_ids
        if strangers:
            raise GrouplineError(f"{len(strangers)} images are not of this project, such as {min(strangers)}.")
        gone = [i for i in images if i in self.discarded]
        if gone:
            raise GrouplineError(f"{len(gone)} images are discarded, such as {min(gone)}; restore them first.")

    def _place(self, images: frozenset[int], to: str) -> "Tree":
        """Put images at `to` alone; groups that are left empty go."""
        homes = set() if to == ROOT else {to, *ancestors(to)}
        groups = self.groups
        for path, group in self.groups.items():
            inside = not images.isdisjoint(group.image_ids)
            if path in homes:
                groups = groups.set(path, group.with_images(images))
            elif inside:
                left = group.without(images)
                groups = groups.set(path, left) if left.image_ids else groups.delete(path)
        return replace(self, groups=groups)

    def rename(self, path: str, name: str) -> "Tree":
        """Give a group a name; '' takes it away."""
        if path == ROOT:
            raise GrouplineError("The root group has no name of its own; rename the groups below it.")
        return replace(self, groups=self.groups.set(path, replace(self.group(path), name=name.strip())))

    def discard(self, image_ids: Iterable[int]) -> "Tree":
        """Take images out of the work; they stay on record and can be restored."""
        images = frozenset(image_ids)
        self.check_present(images)
        places = self.deepest(images)
        return replace(self._place(images, ROOT), discarded=self.discarded.update(places))

    def restore(self, image_ids: Iterable[int]) -> "Tree":
        """Bring discarded images back to where they were, or to the nearest group above that is still there.

        Raises GrouplineError when some are not discarded.
        """
        images = frozenset(image_ids)
        wrong = [i for i in images if i not in self.discarded]
        if wrong:
            raise GrouplineError(f"{len(wrong)} images are not discarded, such as {min(wrong)}.")
        tree = self
        for path in sorted({self.discarded[i] for i in images}):
            here = frozenset(i for i in images if self.discarded[i] == path)
            home = next((p for p in [path, *ancestors(path)] if p in tree.groups), ROOT)
            tree = tree._place(here, home)
        left = reduce(lambda found, i: found.delete(i), images, self.discarded)
        return replace(tree, discarded=left)


def _without_below(groups: "Map[str, Group]", path: str) -> "Map[str, Group]":
    below = [other for other in groups if other != path and within(other, path)]
    return reduce(lambda found, other: found.delete(other), below, groups)


def _ascending(image_ids: Iterable[int] | Ints) -> tuple[int, ...]:
    return tuple(sorted({int(i) for i in image_ids}))
