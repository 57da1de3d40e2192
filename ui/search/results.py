"""The images that a search found, the most alike first; selected ones are labeled, opened, or searched by in turn."""

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from classifiers.project import Project
from ui.components.gallery import GalleryView, ImageList, gallery, image_list
from ui.components.gallery.view import NAMED, class_entries, selected_ids
from ui.label.bar import CLEARED, REDRAW, assign, bar, picked_in
from ui.label.classes import new_class
from ui.label.reading import Labeling, class_by_key, read_labeling
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.search.query import OPENED, look_like

GALLERY, PICKED = "search-gallery", "search-picked"
HEIGHT = 620


def results(project: Project, table: pd.DataFrame, label_set: str) -> None:
    """Draw what was found; a selection redraws this part of the page alone."""
    st.session_state.pop(REDRAW, None)
    _part(project, table, label_set)


@st.fragment
def _part(project: Project, table: pd.DataFrame, label_set: str) -> None:
    if st.session_state.pop(REDRAW, False):
        st.rerun()  # an edit changes what the sidebar tells too
    opened = st.session_state.pop(OPENED, None)
    if opened is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(opened)})
    labeling = read_labeling(project, label_set)
    ids = table["id"].to_numpy(np.int64)
    picked = selected_ids({"ids": picked_in(PICKED)}, ids)
    _labels(project, labeling, picked)
    _similar(picked)
    _gallery(project, labeling, table)


def _labels(project: Project, labeling: Labeling, picked: tuple[int, ...]) -> None:
    if labeling.label_set.classes:
        bar(project, labeling, picked)
    else:
        with st.popover(f"Label in '{plain(labeling.label_set.name, 40)}'"):
            st.caption("This set has no classes yet. Add the first one; then select images and press its key.")
            new_class(project, labeling.label_set.name)


def _similar(picked: tuple[int, ...]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Similar to it",
            key="search-similar",
            disabled=len(picked) != 1,
            help="Searches by the selected image",
            on_click=partial(_search_by, picked[0]) if picked else None,
        )
        st.caption("On each image how alike it is: the cosine, 1 at most. Enter opens the selected image.")


def _search_by(image_id: int) -> None:
    look_like(image_id)
    st.session_state[REDRAW] = True  # the question stands outside of this part


def _gallery(project: Project, labeling: Labeling, table: pd.DataFrame) -> None:
    ids, images, rows = labeling.ids, labeling.images, labeling.rows
    classes = labeling.label_set.classes
    names = tuple(one.name for one in classes)
    rev = f"search-{project.id}-{labeling.label_set.name}-{project.version()}-{len(ids)}"
    written = [images.names[row] for row in rows] if len(rows) <= NAMED else []
    image_list(ImageList(rev, ids, images.digests[rows], written, labeling.codes), key="search-images")
    there = table[table["id"].isin(set(ids.tolist()))]
    view = GalleryView(
        rev=rev,
        shown=np.searchsorted(ids, there["id"].to_numpy(np.int64)),
        changed=[],
        classes=class_entries(names, classes),
        aspect=labeling.aspect,
        height=HEIGHT,
        cleared=st.session_state.get(CLEARED, 0),
        notes=[f"{value:.3f}" for value in there["similarity"]],
        refused=not_allowed("label"),
    )
    gallery(
        view,
        GALLERY,
        on_select=_on_select,
        on_label=partial(_on_label, project, labeling),
        on_open=_on_open,
    )


def _message(field: str) -> Any:
    return getattr(st.session_state[GALLERY], field) or {}


def _on_select() -> None:
    st.session_state[PICKED] = tuple(int(i) for i in _message("select").get("ids", ()))


def _on_label(project: Project, labeling: Labeling) -> None:
    message = _message("label")
    meant = class_by_key(labeling.label_set, int(message["key"]))
    if meant:
        assign(project, labeling.label_set.name, tuple(int(i) for i in message["ids"]), meant.name)


def _on_open() -> None:
    st.session_state[OPENED] = int(_message("open")["id"])
