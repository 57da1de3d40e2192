"""Agreement between the people who labeled in a set: a table of pairs, and the images on which two of them differ."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from grouping.labels import LabelSet
from grouping.project import Project
from grouping.steps.agree import Agreement
from ui.components.gallery import GalleryView, ImageList, gallery, image_list
from ui.components.gallery.view import NAMED, class_entries, selected_ids
from ui.label.bar import CLEARED, REDRAW, assign, bar, picked_in
from ui.label.reading import Labeling, class_by_key, read_labeling
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.wording import counted, percent

DIFFER = "differ"
"""The address's parameter: the two people whose differing images are shown."""
GALLERY, PICKED, OPENED, _KEPT = "agree-gallery", "agree-picked", "agree-opened", "agree-kept"
HEIGHT = 480
NOTE = (
    "What each person said last of an image counts. Whoever came later had the earlier label before them, so this is "
    "higher than it would be between people who label unseen: for that, give each a label set of their own."
)


def pair_name(found: Agreement) -> str:
    """Return the two people as the address names them."""
    return ",".join(found.people)


def agreement_table(found: Sequence[Agreement]) -> pd.DataFrame:
    """Return one row a pair of people, in the order given; kappa is empty where chance explains it all."""
    rows = [
        (
            " and ".join(one.people),
            one.n_both,
            percent(one.n_agreed, one.n_both),
            len(one.differing),
            None if math.isnan(one.kappa) else one.kappa,
        )
        for one in found
    ]
    columns = ["People", "Both labeled", "Agreed", "They differ on", "Cohen's kappa"]
    return pd.DataFrame(rows, columns=columns).astype({"Cohen's kappa": float})


def agreement_view(project: Project, labels: LabelSet) -> None:
    """Draw the table, and the images of the pair that is chosen; those can be labeled anew at once."""
    found = _found(project, labels)
    if not found:
        st.info(
            f"No image of '{plain(labels.name, 60)}' was labeled by two people yet, so there is nothing to compare. "
            "Once somebody relabels what another labeled, it is told here who agrees with whom."
        )
        return
    kappa = st.column_config.NumberColumn(format="%.3f", help="1 is full agreement, 0 what chance gives.")
    st.dataframe(agreement_table(found), hide_index=True, width="content", column_config={"Cohen's kappa": kappa})
    st.caption(NOTE)
    chosen = _choose(found)
    if chosen is not None:
        st.session_state.pop(REDRAW, None)
        _part(project, labels.name, chosen)


def _found(project: Project, labels: LabelSet) -> list[Agreement]:
    """Return the pairs of people, kept for this session until somebody decides anything."""
    if not labels.classes:
        return []
    key = (project.id, project.version(), labels.name)
    kept: tuple[object, list[Agreement]] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        kept = (key, project.agreement(labels.name))
        st.session_state[_KEPT] = kept
    return kept[1]


def _choose(found: Sequence[Agreement]) -> Agreement | None:
    named = st.query_params.get(DIFFER, "")
    with st.container(horizontal=True, gap="small"):
        for one in found:
            if one.differing:
                a, b = (plain(name, 40) for name in one.people)
                st.button(
                    f"Show {counted(len(one.differing), 'image')} on which {a} and {b} differ",
                    key=f"differ-{pair_name(one)}",
                    type="primary" if pair_name(one) == named else "secondary",
                    on_click=_show,
                    args=(pair_name(one),),
                )
    return next((one for one in found if one.differing and pair_name(one) == named), None)


def _show(pair: str) -> None:
    st.query_params[DIFFER] = pair


@st.fragment
def _part(project: Project, label_set: str, chosen: Agreement) -> None:
    if st.session_state.pop(REDRAW, False):
        st.rerun()  # an edit changes who agrees with whom
    opened = st.session_state.pop(OPENED, None)
    if opened is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(opened)})
    labeling = read_labeling(project, label_set)
    ids = np.array(sorted(chosen.differing), np.int64)
    bar(project, labeling, selected_ids({"ids": picked_in(PICKED)}, ids))
    _gallery(project, labeling, chosen)


def notes_of(chosen: Agreement, ids: Sequence[int]) -> list[str]:
    """Return what is written on each image: who said what."""
    a, b = chosen.people
    return [f"{a}: {chosen.differing[i][0]} · {b}: {chosen.differing[i][1]}" for i in ids]


def _gallery(project: Project, labeling: Labeling, chosen: Agreement) -> None:
    there = np.isin(labeling.ids, np.fromiter(chosen.differing, np.int64))
    ids, rows, images = labeling.ids[there], labeling.rows[there], labeling.images
    classes = labeling.label_set.classes
    rev = f"agree-{project.id}-{labeling.label_set.name}-{project.version()}-{pair_name(chosen)}"
    names = [images.names[row] for row in rows] if len(rows) <= NAMED else []
    image_list(ImageList(rev, ids, images.digests[rows], names, labeling.codes[there]), key="agree-images")
    view = GalleryView(
        rev=rev,
        shown=None,
        changed=[],
        classes=class_entries([one.name for one in classes], classes),
        aspect=labeling.aspect,
        height=HEIGHT,
        cleared=st.session_state.get(CLEARED, 0),
        notes=notes_of(chosen, ids.tolist()),
        refused=not_allowed("label"),
    )
    gallery(view, GALLERY, _on_select, partial(_on_label, project, labeling), _on_open)


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
