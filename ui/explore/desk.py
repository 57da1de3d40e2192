"""What one browser session has in hand on the Explore page, as one typed object."""

from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from grouping.errors import GrouplineError
from grouping.history import Event
from grouping.types import Floats
from ui.components.gallery.view import Codes
from ui.components.map import lassoed
from ui.components.map.view import Mask, Stroke
from ui.plain import plain

STROKES = 50
SELECTED, PART = "selected", "part"
"""Parameters of the address that belong to one group."""

_KEY = "explore_desk"


@dataclass
class Desk:
    """The selection, the lasso and the filter of the group that is looked at, and what is to be told or done next."""

    about: tuple[str, ...] = ()
    """Project, group and label set; when they change, the selection and the filters start anew."""
    seen: int = 0
    """The number of the last event that the page as drawn knows: the base of the next edit."""
    selected: tuple[int, ...] = ()
    cleared: int = 0
    given: int = 0
    """Rises when the server selects images in the browser, as an address or an undo wants it."""
    link: str = ""
    """The selection as the address names it."""
    part: str = ""
    """The card or the cell of a matrix whose images the gallery shows; '' for all."""
    strokes: list[Stroke] = field(default_factory=list)
    plane: tuple[str, str] = ("", "")
    """The method and the group of the map that the lassos were drawn on."""
    error: str = ""
    told: str = ""
    opened: int | None = None
    redraw: bool = False
    class_names: list[str] = field(default_factory=list)
    """The classes that label codes mean in the list of images as it was sent."""
    sent: tuple[str, Codes] | None = None
    """The list's `rev`, and the label codes that were sent with it."""

    def drop_selection(self) -> None:
        """Select nothing, in the browser too."""
        self.selected = ()
        self.cleared += 1
        self.link = ""
        st.query_params.pop(SELECTED, None)

    def show_part(self, part: str) -> None:
        """Have the gallery show the images of a card or cell alone, as the address then says; '' for all."""
        self.part = part
        if part:
            st.query_params[PART] = part
        else:
            st.query_params.pop(PART, None)

    def lasso(self, stroke: Stroke | None) -> None:
        """Take one more lasso; None takes all of them away."""
        if stroke is None or stroke[0] == "set":
            self.strokes.clear()
        if stroke is not None:
            self.strokes = [*self.strokes, stroke][-STROKES:]

    def on_plane(self, method: str, group: str) -> None:
        """Take note of the map that is drawn; lassos of another one mean nothing on it."""
        if self.plane != (method, group):
            self.strokes.clear()
        self.plane = (method, group)

    def within(self, xy: Floats) -> Mask | None:
        """Return which places the lassos hold; None without a lasso."""
        return lassoed(xy, self.strokes)

    def edit(self, make: Callable[[int], Event | int], told: str) -> bool:
        """Make one edit on what was seen, and have the page drawn anew; an error is kept as the sentence it is."""
        self.error = ""
        try:
            made = make(self.seen)
        except GrouplineError as error:
            self.error = str(error)
            return False
        number = made if isinstance(made, int) else made.number
        if number == self.seen + 1:
            self.seen = number  # so that the next key, pressed before the page is drawn, is no conflict with oneself
        self.told = told
        self.redraw = True
        return True

    def tell(self) -> None:
        """Show what there is to tell, once."""
        if self.told:
            st.toast(plain(self.told, 160))
        self.told = ""
        if self.error:
            st.error(plain(self.error))


def desk() -> Desk:
    """Return this session's desk."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Desk()
    found: Desk = st.session_state[_KEY]
    return found


def desk_for(*about: str) -> Desk:
    """Return this session's desk; a new one when another project, group or label set is looked at."""
    before = desk()
    if before.about != about:
        st.session_state[_KEY] = Desk(
            about, before.seen, cleared=before.cleared + 1, told=before.told, error=before.error, opened=before.opened
        )
    return desk()
