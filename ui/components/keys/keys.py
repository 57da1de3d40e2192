"""A list of the keys, over the page at the press of '?'."""

from html import escape
from pathlib import Path

import streamlit as st

from ui.components.payload import script

HERE = Path(__file__).parent

KEYS = {
    "Everywhere": (
        ("?", "show or hide the keys"),
        ("Ctrl + Z", "undo your last step"),
        ("Ctrl + Shift + Z", "redo it"),
        ("Tab", "go to the next control"),
    ),
    "Explore": (
        ("G", "go to the tree of groups"),
        ("C", "go to the cards"),
        ("I", "go to the images"),
        ("S", "similar to the selected image"),
        ("Backspace", "back from the similar images"),
    ),
    "Cards": (
        ("Arrows, Home, End", "go from card to card"),
        ("Enter", "open the group"),
        ("Space", "show its images alone"),
        ("P, N", "promote it, name it"),
    ),
    "Compare": (
        ("Arrows, Home, End", "go from cell to cell, to the heads of rows and columns"),
        ("Enter, Space", "show the images of a cell, a row or a column"),
    ),
    "Gallery": (
        ("Arrows, Home, End", "move; with Shift select a range"),
        ("Space, X", "select or leave out"),
        ("Ctrl + A", "select all that match"),
        ("1 to 9", "give the class with this key"),
        ("Enter", "open the image"),
        ("Esc", "clear the selection"),
    ),
    "Proposals": (
        ("A", "accept the selected ones"),
        ("1 to 9", "give them the class with this key"),
        ("0", "reject them"),
    ),
    "Map": (
        ("L, B, V", "lasso, box, pan"),
        ("F", "fit the whole map"),
        ("+, -", "zoom"),
        ("Esc", "clear the selection"),
    ),
    "Tree and image": (
        ("Up, Down", "go through the groups"),
        ("Left, Right", "fold and unfold; on the image page: the neighbours"),
        ("Enter", "open the group"),
    ),
}
"""Where -> (key, what it does)."""


def keys_html() -> str:
    """Return the button, and the list that it opens."""
    parts = "".join(_part(title, rows) for title, rows in KEYS.items())
    return (
        '<button class="open" type="button">Keys <kbd>?</kbd></button>\n'
        f'<dialog aria-label="Keys"><h2>Keys</h2><div class="parts">{parts}</div>'
        '<form method="dialog"><button>Close</button></form></dialog>'
    )


def _part(title: str, rows: tuple[tuple[str, str], ...]) -> str:
    lines = "".join(f"<dt><kbd>{escape(key)}</kbd></dt><dd>{escape(what)}</dd>" for key, what in rows)
    return f"<section><h3>{escape(title)}</h3><dl>{lines}</dl></section>"


_keys = st.components.v2.component(
    "groupline_keys",
    html=keys_html(),
    css=(HERE / "keys.css").read_text(encoding="utf-8"),
    js=script(HERE / "keys.js"),
)


def keys() -> None:
    """Draw the button, once a page."""
    _keys(key="keys", height="content")
