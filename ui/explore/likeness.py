"""Similar to one image: which image the address names, the button that names it, and the way back."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.tree import ROOT
from ui.explore.desk import PART, Desk, desk
from ui.explore.looking_for import image_named
from ui.explore.view import View
from ui.place import place
from ui.plain import plain

LIKE = "like"
"""The address's parameter."""


def likeness(view: View) -> tuple[int, str] | None:
    """Return the id and the name of the image whose similar ones are to be shown; None for none."""
    try:
        return image_named(view, st.query_params.get(LIKE, ""))
    except GrouplineError as error:
        st.warning(plain(error))
        return None


def likeness_title(name: str) -> str:
    """Return what is shown, as the choice of what to show names it."""
    return f"Similar to {name}"


def similar_button(image_id: int) -> None:
    """Draw the button for the one image that is selected."""
    st.button(
        "Similar", shortcut="s", on_click=_look_like, args=(image_id,), help="Images like this one, nearest first"
    )


def way_back(view: View) -> None:
    """Draw the ways out of the similar images: back to what was shown before, and on to those in other groups."""
    st.button("Back to what was shown", shortcut="backspace", type="tertiary", on_click=_go_back)
    if view.group.path != ROOT:
        st.button("Similar ones in all groups", type="tertiary", on_click=_go_everywhere)


def drop_likeness() -> None:
    """Show no similar images any more."""
    st.query_params.pop(LIKE, None)


def _look_like(image_id: int) -> None:
    st.query_params[LIKE] = str(image_id)
    desk().show_part("")


def _go_back() -> None:
    drop_likeness()
    reveal(desk())


def _go_everywhere() -> None:
    kept = {key: value for key, value in st.query_params.items() if key not in ("group", PART)}
    st.query_params.from_dict({**kept, **place().query(group=ROOT)})
    desk().redraw = True


def reveal(mine: Desk) -> None:
    """Have the browser select, and bring into view, what is selected here."""
    mine.given += 1
