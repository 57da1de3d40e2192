"""The middle of the page: map, selection bar and gallery, redrawn alone while a person selects."""

from functools import partial

import numpy as np
import streamlit as st

from grouping.types import Floats, Ints
from ui.components.gallery import GalleryView, gallery
from ui.components.gallery.view import class_entries, selected_ids
from ui.components.map import MapView, image_map
from ui.components.map.view import stroke_of
from ui.explore.coloring import GROUP, LABEL, NEAR, Colored, by_group, by_label, by_near_label
from ui.explore.desk import Desk, desk
from ui.explore.edits import label_selection
from ui.explore.filters import EVERYTHING, choices, places, wanted
from ui.explore.selection_bar import selection_bar
from ui.explore.view import View

GALLERY, MAP = "explore_gallery", "explore_map"
_SHOW, _COLOR = "explore_show", "explore_color"
SMALL, LARGE = 380, 640
"""Heights of the gallery, below the map and alone."""
MAP_HEIGHT = 350


@st.fragment
def workbench(view: View, xy: Floats | None) -> None:
    """Draw it; an edit has the whole page drawn anew, so that tree, figures and undo follow."""
    mine = desk()
    if mine.redraw or mine.opened is not None:
        st.rerun()
    with st.container(key="explore_bench"):
        _controls(view, xy is not None)
        if xy is not None:
            _map(view, mine)
        shown = _shown(view, mine, xy)
        selection_bar(view, _selected(view, mine, shown))
        _gallery(view, mine, shown, SMALL if xy is not None else LARGE)


def _controls(view: View, with_map: bool) -> None:
    options = choices([one.name for one in view.labels.classes], view.pictures, view.rows)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.selectbox("Show", options, key=_SHOW, width=230, label_visibility="collapsed", help="Which images to show")
        if with_map:
            st.segmented_control(
                "Colour by",
                _colorings(view),
                default=_colorings(view)[0],
                required=True,
                key=_COLOR,
                label_visibility="collapsed",
            )


def _colorings(view: View) -> list[str]:
    near = [NEAR] if view.pictures.near_names else []
    return [GROUP, *near, LABEL] if view.tree.children(view.group.path) else [*near, LABEL]


def _shown(view: View, mine: Desk, xy: Floats | None) -> Ints | None:
    show = str(st.session_state.get(_SHOW, EVERYTHING))
    chosen = wanted(show, view.class_names, view.codes, view.pictures, view.rows)
    return places(chosen, None if xy is None else mine.within(xy))


def _selected(view: View, mine: Desk, shown: Ints | None) -> tuple[int, ...]:
    if shown is None:
        return mine.selected
    there = set(view.images.ids[shown].tolist())
    return tuple(i for i in mine.selected if i in there)


def _colored(view: View) -> Colored:
    how = st.session_state.get(_COLOR)
    if how == LABEL:
        return by_label(view.codes, view.class_names, view.labels.classes)
    if how == NEAR:
        return by_near_label(view.pictures, view.rows)
    return by_group(view.tree, view.group.path, view.images.ids)


def _map(view: View, mine: Desk) -> None:
    colors, legend = _colored(view)
    image_map(MapView(view.images.rev, np.asarray(colors), legend, MAP_HEIGHT, bool(mine.strokes)), MAP, _take_lasso)


def _gallery(view: View, mine: Desk, shown: Ints | None, height: int) -> None:
    grid = GalleryView(
        rev=view.images.rev,
        shown=shown,
        changed=view.changed,
        classes=class_entries(view.class_names, view.labels.classes),
        aspect=view.pictures.aspect(view.rows),
        height=height,
        cleared=mine.cleared,
    )
    gallery(grid, GALLERY, partial(_take_selection, view), partial(_take_label, view), partial(_take_open, view))


def _take_selection(view: View) -> None:
    desk().selected = selected_ids(st.session_state[GALLERY].select, view.images.ids)


def _take_label(view: View) -> None:
    message = st.session_state[GALLERY].label
    ids = selected_ids(message, view.images.ids)
    named = next((one.name for one in view.labels.classes if one.key == message.get("key")), None)
    if ids and named:
        label_selection(view.project, ids, named, view.labels.name)
        desk().redraw = True  # where it was refused, too: the browser has shown the label already


def _take_open(view: View) -> None:
    found = selected_ids({"ids": [st.session_state[GALLERY].open.get("id", 0)]}, view.images.ids)
    desk().opened = found[0] if found else None


def _take_lasso() -> None:
    message = st.session_state[MAP].lasso
    desk().lasso(stroke_of(message))
