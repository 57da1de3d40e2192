"""The middle of the page: cards, map or matrix, selection bar and gallery, redrawn alone while a person selects."""

from functools import partial

import streamlit as st

from grouping.types import Ints
from ui.components.gallery import GalleryView, gallery
from ui.components.gallery.view import class_entries, selected_ids
from ui.components.map.view import Mask, stroke_of
from ui.explore.controls import controls
from ui.explore.desk import PART, Desk, desk
from ui.explore.edits import label_selection
from ui.explore.filters import places, wanted
from ui.explore.findings import Finding
from ui.explore.likeness import likeness
from ui.explore.looking_for import finding
from ui.explore.map_drawing import draw_map
from ui.explore.parts import cards, compared
from ui.explore.selecting import keep_link, selected_places
from ui.explore.selection_bar import selection_bar
from ui.explore.stage import Stage
from ui.explore.told import tell_of
from ui.explore.view import View
from ui.person import not_allowed

GALLERY, MAP = "explore_gallery", "explore_map"
SMALL, LARGE = 380, 640
"""Heights of the gallery, below something else and alone."""


@st.fragment
def workbench(view: View, stage: Stage) -> None:
    """Draw it; an edit has the whole page drawn anew, so that tree, figures and undo follow."""
    mine = desk()
    mine.part = st.query_params.get(PART, "")
    if mine.redraw or mine.opened is not None:
        st.rerun()
    with st.container(key="explore_bench"):
        like = likeness(view)
        show, by = controls(view, stage.xy is not None, like)
        part = _over_the_gallery(view, stage, mine, by)
        with st.container(key="explore_found"):
            found = finding(view, show, like[0] if like else None, ask=not stage.offered)
            shown, found = _shown(view, mine, stage, show, part, found)
            tell_of(view, found, like)
        selection_bar(view, _selected(view, mine, shown))
        _gallery(view, mine, shown, found.notes if found else (), LARGE if stage.alone else SMALL)


def _over_the_gallery(view: View, stage: Stage, mine: Desk, by: str) -> Mask | None:
    """Draw it, and return which images its open part holds; None for all."""
    if stage.xy is not None:
        draw_map(view, by, bool(mine.strokes), MAP, _take_lasso)
        return None
    if stage.ground is not None:
        return compared(stage.ground, mine)
    return cards(view, stage, mine) if stage.cards else None


def _shown(
    view: View, mine: Desk, stage: Stage, show: str, part: Mask | None, found: Finding | None
) -> tuple[Ints | None, Finding | None]:
    """Return the places that the gallery shows, None for all, and what of a finding is among them."""
    lasso = None if stage.xy is None else mine.within(stage.xy)
    if found is not None:
        found = found.among(part).among(lasso)
        return found.places, found
    return places(wanted(show, view.class_names, view.codes, view.pictures, view.rows), part, lasso), None


def _selected(view: View, mine: Desk, shown: Ints | None) -> tuple[int, ...]:
    if shown is None:
        return mine.selected
    there = set(view.images.ids[shown].tolist())
    return tuple(i for i in mine.selected if i in there)


def _gallery(view: View, mine: Desk, shown: Ints | None, notes: tuple[str, ...], height: int) -> None:
    grid = GalleryView(
        rev=view.images.rev,
        shown=shown,
        changed=view.changed,
        classes=class_entries(view.class_names, view.labels.classes),
        aspect=view.pictures.aspect(view.rows),
        height=height,
        cleared=mine.cleared,
        given=mine.given,
        selected=selected_places(view, mine) if mine.given else None,
        notes=notes,
        refused=not_allowed("label"),
    )
    gallery(grid, GALLERY, partial(_take_selection, view), partial(_take_label, view), partial(_take_open, view))


def _take_selection(view: View) -> None:
    keep_link(view, desk(), selected_ids(st.session_state[GALLERY].select, view.images.ids))


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
