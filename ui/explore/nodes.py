"""The tree of groups as the page draws it: pure functions over values."""

from dataclasses import dataclass

import numpy as np

from grouping.labels import LabelSet
from grouping.tree import ROOT, Group, Tree
from ui.components.gallery.view import Codes, label_codes
from ui.explore.pictures import COLORS, GREY, NONE, Pictures
from ui.recent import Recent
from ui.wording import counted, percent

Part = tuple[str, str, int]
"""(name, colour, images): one part of a bar."""

ALL = "All images"
TOLD = 3


@dataclass(frozen=True, slots=True)
class Node:
    """One group as a line of the tree."""

    path: str
    parent: str
    title: str
    depth: int
    size: int
    bar: list[tuple[str, float]]
    """(colour, share): near-labels, the most frequent first; labels where the project has no near-labels;
    where it has neither, the group's share of all images, in grey."""
    told: str
    """The bar in words."""
    done: str
    """How much of it is labeled; '' where nothing is."""
    source: str


def title_of(group: Group) -> str:
    """Return what a group is called on the page."""
    return ALL if group.path == ROOT else group.name or f"Group {group.path}"


def near_mix(group: Group, pictures: Pictures) -> list[Part]:
    """Return the near-labels of a group's images, the most frequent first; images without one are left out."""
    codes = pictures.near_codes[pictures.rows(group.image_ids)]
    counts = np.bincount(codes[codes != NONE], minlength=len(pictures.near_names))
    order = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code]]
    return [(pictures.near_names[code], COLORS[code % len(COLORS)], int(counts[code])) for code in order]


def label_mix(group: Group, labels: LabelSet) -> list[Part]:
    """Return the classes of a group's images, in the order of the classes."""
    ids = np.fromiter(group.image_ids, np.int64)
    return coded_mix(label_codes(ids, labels.labels, [one.name for one in labels.classes]), labels)


def coded_mix(codes: Codes, labels: LabelSet) -> list[Part]:
    """Return the classes of images with these label codes, in the order of the classes; those without are left out."""
    counts = np.bincount(codes, minlength=len(labels.classes) + 1)[1:]
    return [(one.name, one.color, int(n)) for one, n in zip(labels.classes, counts, strict=True) if n]


def told(parts: list[Part], size: int) -> str:
    """Return a mix in words: '62% pitting, 30% scale, 8% others'."""
    shown = [f"{percent(n, size)} {name}" for name, _, n in parts[:TOLD]]
    rest = sum(n for _, _, n in parts[TOLD:])
    return ", ".join([*shown, f"{percent(rest, size)} others"] if rest else shown)


def node(group: Group, pictures: Pictures, given: list[Part], everything: int) -> Node:
    """Return one group as a line of the tree; `given` are its labels, `everything` is how many images the root has."""
    parts = near_mix(group, pictures) if pictures.near_names else given
    n_labeled = sum(n for _, _, n in given)
    size = max(group.size, 1)
    return Node(
        path=group.path,
        parent=group.parent or "",
        title=title_of(group),
        depth=group.depth,
        size=group.size,
        bar=[(color, n / size) for _, color, n in parts] or [(GREY, group.size / max(everything, 1))],
        told=told(parts, size) or f"{percent(group.size, everything)} of all images",
        done="✓" if n_labeled == group.size and n_labeled else f"{percent(n_labeled, size)} ✓" if n_labeled else "",
        source=f"{counted(n_labeled, 'image')} labeled" if n_labeled else group.source,
    )


_RECENT: Recent[list[Node]] = Recent(8)


def nodes(tree: Tree, pictures: Pictures, labels: LabelSet) -> list[Node]:
    """Return all groups, each before those below it."""
    return _RECENT.get((tree, pictures, labels), lambda: _nodes(tree, pictures, labels))


def _nodes(tree: Tree, pictures: Pictures, labels: LabelSet) -> list[Node]:
    everything = tree.group(ROOT).size
    codes = label_codes(pictures.ids, labels.labels, [one.name for one in labels.classes])
    return [
        node(group, pictures, coded_mix(codes[pictures.rows(group.image_ids)], labels), everything)
        for group in tree.walk()
    ]
