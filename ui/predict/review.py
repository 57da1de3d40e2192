"""The review of proposals: choices at the left, the gallery by doubt, and what is done with it above."""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from classifiers.project import Project
from classifiers.steps.review_proposals import classes_now, decided_table
from classifiers.store.proposals import ProposalRun
from grouping.types import Ints
from ui.components.gallery import GalleryView, ImageList, gallery, image_list
from ui.components.gallery.view import NAMED, class_entries, label_changes, selected_ids
from ui.label.reading import class_by_key, label_set_of
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.predict.bar import CLEARED, PICKED, REDRAW, above_bar, correct, selection_bar
from ui.predict.reading import (
    DECIDED,
    DOUBTFUL,
    OPEN,
    ORDERS,
    SURE,
    Review,
    codes_now,
    counts,
    notes,
    places_of,
    progress,
    proposed_codes,
    review_of,
)

GALLERY, FILTER, ORDER, OPENED, _KEPT = (
    "review-gallery",
    "review-choice",
    "review-order",
    "review-opened",
    "review-kept",
)
HEIGHT = 620
TITLES = {OPEN: "All open", SURE: "Named", DOUBTFUL: "Unknown", DECIDED: "Decided"}


def choice_title(choice: str, numbers: dict[str, int]) -> str:
    """Return a choice as the list shows it, escaped, with its count."""
    name = TITLES.get(choice) or plain(choice.partition(":")[2], 40)
    return f"{name} :gray[{numbers[choice]:,}]"


def read_review(project: Project, run: ProposalRun) -> Review:
    """Return a run's proposals as they stand; kept for this session until something is decided."""
    key = (project.id, run.key, run.at, project.version(), len(project.picture_columns().ids))
    kept: tuple[object, Review] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        table = decided_table(project.workspace, project.id, run)
        classes = classes_now(project.workspace, project.id, run)
        kept = (key, review_of(run, classes, table, label_set_of(project, run.label_set)))
        st.session_state[_KEPT] = kept
    return kept[1]


def review(project: Project, run: ProposalRun) -> None:
    """Draw the review; a selection redraws this part of the page alone."""
    st.session_state.pop(REDRAW, None)  # the page is being drawn, and has told already how the edit ended
    _part(project, run)


@st.fragment
def _part(project: Project, run: ProposalRun) -> None:
    if st.session_state.pop(REDRAW, False):
        st.rerun()  # an edit changes what the sidebar tells too
    opened = st.session_state.pop(OPENED, None)
    if opened is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(set=run.label_set), "image": str(opened)})
    found = read_review(project, run)
    left, right = st.columns([1, 3], gap="medium")
    with left:
        choice = _choose(found)
    with right:
        seen = None if choice == DECIDED else above_bar(project, found, choice)
        places = places_of(found, choice, st.session_state[ORDER]) if seen is None else seen
        picked = selected_ids({"ids": st.session_state.get(PICKED, ())}, found.ids[places])
        selection_bar(project, found, picked)
        _gallery(project, found, places)


def _choose(found: Review) -> str:
    numbers = counts(found)
    there = [choice for choice in numbers if numbers[choice] or choice in TITLES]
    if st.session_state.get(FILTER) not in there:
        st.session_state[FILTER] = OPEN
    if st.session_state.get(ORDER) not in ORDERS:
        st.session_state[ORDER] = "doubt"
    st.caption(progress(found))
    chosen: str = st.radio(
        "Show", there, key=FILTER, format_func=lambda choice: choice_title(choice, numbers), width="stretch"
    )
    st.selectbox("Order", list(ORDERS), key=ORDER, format_func=ORDERS.__getitem__)
    return chosen


def _gallery(project: Project, found: Review, places: Ints) -> None:
    images, ids = project.picture_columns(), found.ids
    rows = images.rows(ids.tolist())
    sent = proposed_codes(found)
    rev = f"proposals-{found.run.key}-{len(ids)}-{int(ids.sum())}"
    names = [images.names[row] for row in rows] if len(rows) <= NAMED else []
    image_list(ImageList(rev, ids, images.digests[rows], names, sent), key="review-images")
    view = GalleryView(
        rev=rev,
        shown=places,
        changed=label_changes(sent, codes_now(found)),
        classes=class_entries(found.names, found.labels.classes),
        aspect=images.aspect(np.asarray(rows)),
        height=HEIGHT,
        cleared=st.session_state.get(CLEARED, 0),
        notes=notes(found, places),
        refused=not_allowed("label"),
    )
    gallery(view, GALLERY, on_select=_on_select, on_label=partial(_on_label, project, found), on_open=_on_open)


def _message(field: str) -> Any:
    return getattr(st.session_state[GALLERY], field) or {}


def _on_select() -> None:
    st.session_state[PICKED] = tuple(int(i) for i in _message("select").get("ids", ()))


def _on_label(project: Project, found: Review) -> None:
    message = _message("label")
    meant = class_by_key(found.labels, int(message["key"]))
    if meant:
        correct(project, found, tuple(int(i) for i in message["ids"]), meant.name)


def _on_open() -> None:
    st.session_state[OPENED] = int(_message("open")["id"])
