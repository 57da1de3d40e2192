"""By what the map's points are coloured: pure functions to codes and a legend."""

import numpy as np

from grouping.labels import LabelClass
from grouping.tree import Tree
from grouping.types import Ints
from ui.components.gallery.view import Codes
from ui.components.map import Legend
from ui.components.map.view import NO_COLOR
from ui.explore.nodes import title_of
from ui.explore.pictures import COLORS, GREY, NONE, Pictures

GROUP, NEAR, LABEL = "Group", "Near-label", "Label"
LINES = 64
"""The map has so many colours; what comes after is drawn grey."""

Colored = tuple[Ints, tuple[Legend, ...]]


def by_group(tree: Tree, path: str, ids: Ints) -> Colored:
    """Colour images by the child of a group that they are in; those in none are grey."""
    codes = np.full(len(ids), NO_COLOR)
    children = tree.children(path)[:LINES]
    for number, child in enumerate(children):
        codes[np.isin(ids, child.image_ids)] = number
    return _legend(codes, [title_of(child) for child in children], COLORS)


def by_near_label(pictures: Pictures, rows: Ints) -> Colored:
    """Colour images by near-label, the most frequent first."""
    own = pictures.near_codes[rows]
    counts = np.bincount(own[own != NONE], minlength=len(pictures.near_names))
    order = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code]][:LINES]
    codes = np.full(len(rows), NO_COLOR)
    for number, code in enumerate(order):
        codes[own == code] = number
    return _legend(codes, [pictures.near_names[code] for code in order], [COLORS[code % len(COLORS)] for code in order])


def by_label(labels: Codes, class_names: list[str], classes: tuple[LabelClass, ...]) -> Colored:
    """Colour images by class; those without a label are grey."""
    known = {one.name: one.color for one in classes}
    codes = np.where((labels > 0) & (labels <= LINES), labels.astype(np.int64) - 1, NO_COLOR)
    return _legend(codes, class_names[:LINES], [known.get(name, GREY) for name in class_names])


def _legend(codes: Ints, names: list[str], colors: tuple[str, ...] | list[str]) -> Colored:
    counts = np.bincount(codes, minlength=NO_COLOR + 1)
    lines = [Legend(name, colors[i % len(colors)], int(counts[i])) for i, name in enumerate(names)]
    return codes, tuple(lines)
