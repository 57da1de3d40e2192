"""The gallery's two components: the list of images, sent once, and the grid that shows a part of it."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.components.gallery.view import GalleryView, ImageList
from ui.components.payload import script

HERE = Path(__file__).parent

_list = st.components.v2.component(
    "groupline_images", html="<div class='images' hidden>\n</div>", css=".images {\n}", js=script(HERE / "images.js")
)

_grid = st.components.v2.component(
    "groupline_gallery",
    html="""
<div class="gallery">
  <div class="grid" tabindex="0" role="listbox" aria-multiselectable="true" aria-label="Images">
    <div class="inner"></div>
  </div>
  <div class="empty" hidden>No image matches.</div>
  <div class="status" role="status"></div>
</div>
""",
    css=(HERE / "gallery.css").read_text(encoding="utf-8"),
    js=script(*[HERE / name for name in ("selection.js", "tiles.js", "gestures.js", "gallery.js")]),
)


def image_list(images: ImageList, key: str) -> None:
    """Send the browser a list of images; it is drawn by `gallery` and by the map that name the same `rev`."""
    _list(key=key, data=images.payload(), height="content")


def gallery(
    view: GalleryView,
    key: str,
    on_select: Callable[[], None],
    on_label: Callable[[], None],
    on_open: Callable[[], None],
) -> None:
    """Draw the grid.

    Read in their callbacks: `st.session_state[key].select` is {"ids": [...]}, `.label` {"key": 1 to 9, "ids": [...]},
    `.open` {"id": ...}. The browser is told which label was heard last, so that it knows the answer when it comes.
    """
    heard = f"{key}-heard"

    def hear() -> None:
        st.session_state[heard] = (st.session_state[key].label or {}).get("turn", 0)
        on_label()

    data = view.data() | {"heard": st.session_state.get(heard, 0)}
    _grid(key=key, data=data, on_select_change=on_select, on_label_change=hear, on_open_change=on_open)
