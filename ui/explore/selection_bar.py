"""The bar over the gallery: how many images are selected, and what can be done with exactly those."""

from html import escape

import streamlit as st

from grouping.labels import LabelClass
from ui.explore.desk import desk
from ui.explore.edits import discard_selection, label_selection, move_selection, targets, unlabel_selection
from ui.explore.likeness import similar_button
from ui.explore.view import View
from ui.person import allowed
from ui.wording import counted

HINT = "Click selects, Shift a range, Ctrl one more, Ctrl+A all that match; Enter opens"

_CLASS, _TARGET = "explore_class", "explore_target"


def keys_hint(classes: tuple[LabelClass, ...]) -> str:
    """Return how to select, and which key gives which class, as HTML."""
    chips = "".join(
        f'<span><u style="background: {one.color}"></u><em>{one.key}</em><q>{escape(one.name)}</q></span>'
        for one in classes
        if one.key is not None
    )
    return f'<div class="ex-key"><div class="ex-hint">{HINT}</div>{chips}</div>'


def selection_bar(view: View, selected: tuple[int, ...]) -> None:
    """Draw the bar; without a selection, how to make one."""
    with st.container(key="explore_bar", horizontal=True, vertical_alignment="center", gap="small"):
        if not selected:
            st.html(keys_hint(view.labels.classes))
            return
        st.markdown(f"**{counted(len(selected), 'image')}**", width="content")
        _label(view, selected)
        _move(view, selected)
        n = len(selected)
        st.button(f"Discard {n:,}", on_click=discard_selection, args=(view.project, selected), **allowed("edit groups"))
        labeled = tuple(i for i in selected if i in view.labels.labels)
        if labeled:
            st.button(
                f"Unlabel {len(labeled):,}",
                on_click=unlabel_selection,
                args=(view.project, labeled, view.labels.name),
                **allowed("label"),
            )
        if n == 1:
            similar_button(selected[0])
        st.button("Clear", type="tertiary", on_click=desk().drop_selection, help="Esc in the gallery")


def _label(view: View, selected: tuple[int, ...]) -> None:
    name = st.selectbox(
        "Class",
        [one.name for one in view.labels.classes],
        index=None,
        placeholder="Class, or a new one",
        accept_new_options=True,
        key=_CLASS,
        label_visibility="collapsed",
        width=190,
    )
    st.button(
        f"Label {len(selected):,}",
        type="primary",
        **allowed("label", disabled=not name),
        on_click=label_selection,
        args=(view.project, selected, name or "", view.labels.name),
    )


def _move(view: View, selected: tuple[int, ...]) -> None:
    with st.popover(f"Move {len(selected):,}", **allowed("edit groups")):
        names = targets(view, selected)
        to = st.selectbox(
            "Move to group",
            list(names),
            index=None,
            format_func=lambda path: path if names[path] == path else f"{names[path]} ({path})",
            placeholder="Choose a group",
            key=_TARGET,
        )
        st.button(
            f"Move {counted(len(selected), 'image')}",
            type="primary",
            **allowed("edit groups", disabled=not to),
            on_click=move_selection,
            args=(view.project, selected, to or ""),
        )
