"""The selection between browser, session and address."""

import numpy as np
import streamlit as st

from grouping.errors import GrouplineError
from grouping.types import Ints
from ui.explore.desk import SELECTED, Desk
from ui.explore.selection_link import link_of, linked
from ui.explore.view import View


def take_link(view: View, mine: Desk) -> None:
    """Take over the selection that the address names, where the session does not know it yet."""
    link = st.query_params.get(SELECTED, "")
    if link == mine.link:
        return
    mine.link = link
    try:
        wanted = set(linked(view.project, link))
    except GrouplineError as error:
        st.warning(str(error))
        return
    mine.selected = tuple(i for i in view.images.ids.tolist() if i in wanted)
    mine.given += 1
    if len(mine.selected) < len(wanted):
        mine.told = (
            f"{len(wanted) - len(mine.selected):,} of the {len(wanted):,} selected images are not in this group."
        )


def keep_link(view: View, mine: Desk, selected: tuple[int, ...]) -> None:
    """Select what the browser says, and have the address say so."""
    mine.selected = selected
    mine.link = link_of(view.project, selected)
    if mine.link:
        st.query_params[SELECTED] = mine.link
    else:
        st.query_params.pop(SELECTED, None)


def selected_places(view: View, mine: Desk) -> Ints:
    """Return where the selected images stand in the list."""
    return np.flatnonzero(np.isin(view.images.ids, mine.selected))
