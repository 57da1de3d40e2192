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
    strokes: list[Stroke] = field(default_factory=list)
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

    def lasso(self, stroke: Stroke | None) -> None:
        """Take one more lasso; None takes all of them away."""
        if stroke is None or stroke[0] == "set":
            self.strokes.clear()
        if stroke is not None:
            self.strokes = [*self.strokes, stroke][-STROKES:]

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
