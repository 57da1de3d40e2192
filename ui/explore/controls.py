"""What the gallery shows and how the map is coloured: two choices, kept in the address."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ui.explore.coloring import GROUP, LABEL, NEAR
from ui.explore.filters import choices
from ui.explore.findings import FINDINGS
from ui.explore.ground import choose_ground
from ui.explore.likeness import drop_likeness, likeness_title
from ui.explore.looking_for import there_are
from ui.explore.measures import measures
from ui.explore.modes import show_images
from ui.explore.view import View

_SHOW, _COLOR = "explore_show", "explore_color"
_NAMED = {_SHOW: "show", _COLOR: "colour"}
"""Widget -> the address's parameter."""


def controls(view: View, with_map: bool, like: tuple[int, str] | None) -> tuple[str, str]:
    """Draw them, and return what is to be shown, and by what to colour ('' without a map)."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="explore_choices"):
        show = _show(view, like)
        if not with_map:
            return show, ""
        choose_ground(view)
        return show, _choice(_COLOR, "Colour by", _colorings(view), 150)


def _show(view: View, like: tuple[int, str] | None) -> str:
    options = [*choices([one.name for one in view.labels.classes], view.pictures, view.rows), *there_are(view)]
    if like is None:
        return _choice(_SHOW, "Which images to show", options, 250)
    return _choice(_SHOW, "Which images to show", [likeness_title(like[1]), *options], 250, first=True)


def _choice(key: str, title: str, options: Sequence[str], width: int, first: bool = False) -> str:
    """Draw a choice that stands as the address says; what that does not know is the first option."""
    named = st.query_params.get(_NAMED[key], "")
    st.session_state[key] = named if named in options and not first else options[0]
    st.selectbox(
        title,
        options,
        key=key,
        width=width,
        label_visibility="collapsed",
        help=title,
        on_change=partial(_take, key),
    )
    return str(st.session_state[key])


def _take(key: str) -> None:
    st.query_params[_NAMED[key]] = st.session_state[key]
    if key == _SHOW:
        drop_likeness()
        if st.session_state[key] in FINDINGS:
            show_images()


def _colorings(view: View) -> list[str]:
    groups = [GROUP] if view.tree.children(view.group.path) else []
    near = [NEAR] if view.pictures.near_names else []
    return [*groups, *near, LABEL, *measures(view)]
