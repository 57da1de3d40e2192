"""Labeling by hand: classes at the left, their images in the gallery, a bar for what is selected."""

from functools import partial
from typing import Any

import streamlit as st

from grouping.labels import LabelClass, LabelSet
from grouping.project import Project
from grouping.types import Ints
from ui.components.gallery import GalleryView, ImageList, gallery, image_list
from ui.components.gallery.view import NAMED, class_entries
from ui.label.bar import CLEARED, PICKED, REDRAW, assign, bar
from ui.label.reading import (
    ALL,
    UNLABELED,
    Labeling,
    choice_of,
    choices,
    class_by_key,
    counts,
    order_of,
    places_of,
    read_labeling,
    still_there,
)
from ui.label.sent import SentList, updated
from ui.label.suspects import by_suspicion, suspect_tiles, suspects_first, take_suggestions
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain

GALLERY, FILTER, SENT, OPENED = "label-gallery", "label-choice", "label-sent", "label-opened"
HEIGHT = 640


def dots(classes: tuple[LabelClass, ...]) -> str:
    """Return a style sheet that puts each class's colour before its name in the list of choices.

    Colours are #rrggbb, which a class checks; nothing else of a class gets into the sheet.
    """
    option = f".st-key-{FILTER} [role='radiogroup'] > div:nth-child"
    rules = "".join(f"{option}({n + 3}) p::before {{ background: {one.color}; }}\n" for n, one in enumerate(classes))
    shape = (
        f".st-key-{FILTER} [role='radiogroup'] > div:nth-child(n+3) p::before {{ content: ''; "
        "display: inline-block; width: .65em; height: .65em; border-radius: 50%; margin-right: .5em; }\n"
    )
    return f"<style>{shape}{rules}</style>"


def choice_title(choice: str, numbers: dict[str, int], keys: dict[str, int | None]) -> str:
    """Return a choice as the list shows it, escaped: name, count and key."""
    name = {ALL: "All, by class", UNLABELED: "Unlabeled"}.get(choice, plain(choice.partition(":")[2], 40))
    key = f" :gray-background[{keys[choice]}]" if keys.get(choice) else ""
    return f"{name} :gray[{numbers[choice]:,}]{key}"


def _message(field: str) -> Any:
    return getattr(st.session_state[GALLERY], field) or {}


def _on_select() -> None:
    st.session_state[PICKED] = tuple(int(i) for i in _message("select").get("ids", ()))


def _on_label(project: Project, labels: LabelSet) -> None:
    message = _message("label")
    meant = class_by_key(labels, int(message["key"]))
    if meant:
        assign(project, labels.name, tuple(int(i) for i in message["ids"]), meant.name)


def _on_open() -> None:
    st.session_state[OPENED] = int(_message("open")["id"])


def _list(project: Project, labeling: Labeling) -> SentList:
    """Send the images once; after that, labels go as changes to what was sent."""
    ids = labeling.ids
    kept = st.session_state.get(SENT)
    now = updated(kept, f"label-{project.id}-{labeling.label_set.name}", ids, labeling.label_set)
    st.session_state[SENT] = now
    images, rows = labeling.images, labeling.rows
    names = [images.names[row] for row in rows] if len(rows) <= NAMED else []
    image_list(ImageList(now.rev, ids, images.digests[rows], names, now.codes), key="label-images")
    return now


def _view(labeling: Labeling, choice: str, places: Ints | None, sent: SentList) -> GalleryView:
    known = (0, *(1 + sent.names.index(one.name) for one in labeling.label_set.classes))
    return GalleryView(
        rev=sent.rev,
        shown=places,
        by_code=[known[code] for code in order_of(labeling, choice)] if places is None else None,
        changed=sent.changes(labeling.ids, labeling.label_set),
        classes=class_entries(sent.names, labeling.label_set.classes),
        aspect=labeling.aspect,
        height=HEIGHT,
        cleared=st.session_state.get(CLEARED, 0),
        refused=not_allowed("label"),
    )


def _choose(labeling: Labeling) -> str:
    there, numbers = choices(labeling.label_set), counts(labeling)
    keys = {choice_of(one): one.key for one in labeling.label_set.classes}
    if st.session_state.get(FILTER) not in there:
        st.session_state[FILTER] = ALL
    st.html(dots(labeling.label_set.classes))
    chosen: str = st.radio(
        "Show", there, key=FILTER, format_func=lambda choice: choice_title(choice, numbers, keys), width="stretch"
    )
    return chosen


def label_images(project: Project, label_set: str) -> None:
    """Draw the choices, the bar and the gallery; a selection redraws this part of the page alone."""
    st.session_state.pop(REDRAW, None)  # the page is being drawn, and has told already how the edit ended
    _part(project, label_set)


@st.fragment
def _part(project: Project, label_set: str) -> None:
    if st.session_state.pop(REDRAW, False):
        st.rerun()  # an edit changes what the page's head and the sidebar tell too
    opened = st.session_state.pop(OPENED, None)
    if opened is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(opened)})
    labeling = read_labeling(project, label_set)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        choice = _choose(labeling)
    with right:
        suspects, places = suspects_first(project, labeling), None
        if suspects is not None:
            places = by_suspicion(places_of(labeling, choice), labeling.ids, suspects)
            suspect_tiles(labeling, suspects, labeling.ids[places], OPENED)
        picked = still_there(labeling, choice, st.session_state.get(PICKED, ()))
        bar(project, labeling, picked)
        if suspects is not None:
            take_suggestions(project, labeling, suspects, picked)
        sent = _list(project, labeling)
        gallery(
            _view(labeling, choice, places, sent),
            GALLERY,
            on_select=_on_select,
            on_label=partial(_on_label, project, labeling.label_set),
            on_open=_on_open,
        )
