"""What can be done with the selected images: a class by button or key, or no label; each says how many it is about."""

from functools import partial

import streamlit as st

from grouping.labels import LabelSet
from grouping.project import Project
from ui.acting import act
from ui.label.reading import Labeling, n_labeled
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted

PICKED, CLEARED, REDRAW = "label-picked", "label-cleared", "label-redraw"
_REST = "label-rest"


def assign(project: Project, label_set: str, image_ids: tuple[int, ...], class_name: str) -> None:
    """Give images a class, on the version that was shown."""

    def edit(base: int) -> str:
        done = project.relabel(image_ids, class_name, label_set, base=base)
        return f"{counted(done.labeled, 'image')} labeled '{done.class_name}'."

    _done(act(project, edit))


def unlabel(project: Project, label_set: str, image_ids: tuple[int, ...]) -> None:
    """Take the labels off those images that have one, on the version that was shown."""

    def edit(base: int) -> str:
        done = project.unlabel(image_ids, label_set, base=base)
        return f"{done.payload['sentence']}."

    _done(act(project, edit))


def _done(made: bool) -> None:
    if made:
        clear_selection()
    st.session_state[REDRAW] = True


def clear_selection() -> None:
    """Forget what is selected, here and in the browser."""
    st.session_state[PICKED] = ()
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def picked_in(key: str) -> tuple[int, ...]:
    """Return what is selected in a gallery that keeps it under `key`; nothing once an edit has taken it away."""
    cleared = st.session_state.get(CLEARED, 0)
    if st.session_state.get(f"{key}-seen") != cleared:
        st.session_state[f"{key}-seen"], st.session_state[key] = cleared, ()
    return tuple(st.session_state.get(key, ()))


def bar(project: Project, labeling: Labeling, picked: tuple[int, ...]) -> None:
    """Draw what can be done with the selection; every button says how many images it is about."""
    labels, held = labeling.label_set, n_labeled(labeling.label_set, picked)
    with st.container(horizontal=True, vertical_alignment="center", key="label-bar"):
        st.markdown(f"Label **{counted(len(picked), 'image')}** as", width="content")
        for one in labels.classes:
            if one.key is not None:
                st.button(
                    plain(one.name, 22),
                    key=f"assign-{one.key}",
                    shortcut=str(one.key),
                    **allowed("label", disabled=not picked, help=plain(one.description) or None),
                    on_click=partial(assign, project, labels.name, picked, one.name),
                )
        _others(project, labels, picked)
        st.button(
            f"Unlabel {held:,}" if held else "Unlabel",
            key="unlabel",
            type="tertiary",
            **allowed("label", disabled=not held),
            on_click=partial(unlabel, project, labels.name, picked),
        )
    if not picked:
        st.caption("Select images: click, Shift or Ctrl with it, Ctrl+A for all; then press a key. Esc clears.")
    else:
        st.caption(f"{counted(held, 'image')} of these already {'has' if held == 1 else 'have'} a label.")


def _others(project: Project, labels: LabelSet, picked: tuple[int, ...]) -> None:
    """Draw the classes beyond the ninth, which have no key, as a list."""
    names = [one.name for one in labels.classes if one.key is None]
    if not names:
        return

    def take() -> None:
        name = st.session_state[_REST]
        st.session_state[_REST] = None
        if name is not None:
            assign(project, labels.name, picked, name)

    st.selectbox(
        "Another class",
        names,
        index=None,
        key=_REST,
        placeholder="Another class",
        **allowed("label", disabled=not picked),
        label_visibility="collapsed",
        width=180,
        on_change=take,
    )
