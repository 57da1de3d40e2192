"""Which images of a group the gallery shows: by label, by class, by near-label."""

import numpy as np

from grouping.types import Ints
from ui.components.gallery.view import Codes
from ui.components.map.view import Mask
from ui.explore.pictures import NONE, Pictures

EVERYTHING, UNLABELED, LABELED = "All images", "Unlabeled", "Labeled"
CLASS, NEAR = "Class: ", "Near-label: "


def choices(class_names: list[str], pictures: Pictures, rows: Ints) -> list[str]:
    """Return what can be shown of these images."""
    codes = np.unique(pictures.near_codes[rows])
    near = [f"{NEAR}{pictures.near_names[code]}" for code in codes if code != NONE]
    return [EVERYTHING, UNLABELED, LABELED, *[f"{CLASS}{name}" for name in class_names], *near]


def wanted(show: str, class_names: list[str], labels: Codes, pictures: Pictures, rows: Ints) -> Mask | None:
    """Return which of these images a choice shows, (n_rows,); None for all of them, or a choice that is gone."""
    if show == UNLABELED:
        return np.asarray(labels == 0)
    if show == LABELED:
        return np.asarray(labels > 0)
    if show.startswith(CLASS) and show.removeprefix(CLASS) in class_names:
        return np.asarray(labels == class_names.index(show.removeprefix(CLASS)) + 1)
    if show.startswith(NEAR) and show.removeprefix(NEAR) in pictures.near_names:
        return np.asarray(pictures.near_codes[rows] == pictures.near_names.index(show.removeprefix(NEAR)))
    return None


def places(*masks: Mask | None) -> Ints | None:
    """Return the places that all masks hold, ascending; None where there is no mask."""
    given = [mask for mask in masks if mask is not None]
    return np.flatnonzero(np.logical_and.reduce(given)) if given else None
