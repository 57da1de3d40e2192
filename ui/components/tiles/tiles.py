"""A few images in the order given, each with its class and a note; a click opens it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui.components.payload import script
from ui.routes import thumbnail_url

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Tile:
    """One image; its texts are shown as they are, never as markup."""

    id: int
    sha256: str
    name: str
    label: str = ""
    """Its class; '' for none."""
    color: str = ""
    """Of the class, #rrggbb."""
    note: str = ""


_tiles = st.components.v2.component(
    "groupline_tiles",
    html="""
<div class="tiles" role="group">
</div>
""",
    css=(HERE / "tiles.css").read_text(encoding="utf-8"),
    js=script(HERE / "tiles.js"),
)


def tiles(
    shown: Sequence[Tile], title: str, aspect: float, key: str, on_open: Callable[[], None], *, one_row: bool = False
) -> None:
    """Draw the images; `title` is for those who hear the page, `aspect` width over height of the typical image.

    In `one_row` they do not wrap: what does not fit is reached by scrolling sideways.

    Read in the callback: `opened(st.session_state[key].open)`.
    """
    data = {
        "row": one_row,
        "title": title,
        "aspect": aspect,
        "tiles": [asdict(one) | {"src": thumbnail_url(one.sha256)} for one in shown],
    }
    _tiles(key=key, data=data, on_open_change=on_open)


def opened(message: Any) -> int | None:
    """Return the id of the image that was clicked; None for what is no such message."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, int) else None
