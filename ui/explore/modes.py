"""What stands over the gallery: cards of the groups below, nothing, the map, or two partitions compared."""

import streamlit as st

from ui.explore.desk import desk
from ui.explore.view import View

CARDS, GALLERY, MAP, COMPARE = "Cards", "Images", "Map", "Compare"
_MODE, _NAMED = "explore_mode", "view"
"""The widget's key, and the address's parameter."""


def modes(has_children: bool) -> list[str]:
    """Return what a group can be looked at as, the first view first: a partition as cards, else its images."""
    return [CARDS, GALLERY, MAP, COMPARE] if has_children else [GALLERY, MAP, COMPARE]


def choose_mode(view: View) -> str:
    """Draw the choice, kept in the address; a group that was not split has no cards, and shows its images."""
    there = modes(bool(view.tree.children(view.group.path)))
    wanted = st.query_params.get(_NAMED, "")
    st.session_state[_MODE] = wanted if wanted in there else there[0]
    chosen = st.segmented_control(
        "View", there, key=_MODE, required=True, on_change=_take, label_visibility="collapsed"
    )
    return chosen or there[0]


def show_cards() -> None:
    """Look at the group as what it is first: the cards of its parts, once it has some."""
    st.query_params.pop(_NAMED, None)


def show_images() -> None:
    """Look at the images where the cards would push them out of sight; the map and the comparison stay."""
    if st.query_params.get(_NAMED, CARDS) == CARDS:
        st.query_params[_NAMED] = GALLERY
        desk().show_part("")
        desk().redraw = True


def _take() -> None:
    st.query_params[_NAMED] = st.session_state[_MODE]
    desk().show_part("")
