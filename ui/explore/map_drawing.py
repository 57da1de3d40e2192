"""The map as the middle of the page draws it: which colours, which legend, which scale."""

from collections.abc import Callable

import numpy as np

from ui.components.map import MapView, Scale, image_map
from ui.explore.coloring import LABEL, NEAR, Colored, by_group, by_label, by_near_label
from ui.explore.measures import FARNESS, FIGURES, by_measure
from ui.explore.view import View

MAP_HEIGHT = 350


def draw_map(view: View, by: str, lassoed: bool, key: str, on_lasso: Callable[[], None]) -> None:
    """Draw the map, coloured by one of the choices that `controls` gives."""
    scale: Scale | None = None
    if by in FIGURES or by == FARNESS:
        codes, legend, scale = by_measure(view, by)
    else:
        codes, legend = _by_kind(view, by)
    image_map(MapView(view.images.rev, np.asarray(codes), legend, MAP_HEIGHT, lassoed, by, scale), key, on_lasso)


def _by_kind(view: View, by: str) -> Colored:
    if by == LABEL:
        return by_label(view.codes, view.class_names, view.labels.classes)
    if by == NEAR:
        return by_near_label(view.pictures, view.rows)
    return by_group(view.tree, view.group.path, view.images.ids)
