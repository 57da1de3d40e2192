"""The map's two components: the points, sent once, and the picture of them."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ui.components.map.view import MapView
from ui.components.payload import script

HERE = Path(__file__).parent

_points = st.components.v2.component(
    "groupline_points", html="<div class='points' hidden>\n</div>", css=".points {\n}", js=script(HERE / "points.js")
)

_map = st.components.v2.component(
    "groupline_map",
    html="""
<div class="map" tabindex="0" role="application"
  aria-label="Map of the images. L lasso, B box, V pan, plus and minus zoom, F fit, Escape clears.">
  <canvas class="picture"></canvas>
  <canvas class="pen"></canvas>
  <div class="tools" role="toolbar" aria-label="Tools of the map">
    <button type="button" data-tool="lasso" title="Draw around points (L). Shift adds, Ctrl takes away">Lasso</button>
    <button type="button" data-tool="box" title="Draw a box (B). Shift adds, Ctrl takes away">Box</button>
    <button type="button" data-tool="pan" title="Move the map (V); the wheel zooms">Pan</button>
    <button type="button" data-act="fit" title="Show all points (F)">Fit</button>
    <button type="button" data-act="clear" title="Show all images again (Esc)">Clear</button>
  </div>
  <div class="legend" role="group" aria-label="Colours"></div>
  <div class="card" hidden><img alt=""><span></span></div>
  <div class="note" role="status"></div>
</div>
""",
    css=(HERE / "map.css").read_text(encoding="utf-8"),
    js=script(*[HERE / f"{name}.js" for name in ("gl", "grid", "plot", "legend", "gestures", "map")]),
)


def point_list(payload: bytes, key: str) -> None:
    """Send the browser the places of the images of a list."""
    _points(key=key, data=payload, height="content")


def image_map(view: MapView, key: str, on_lasso: Callable[[], None]) -> None:
    """Draw the map.

    Read in the callback: `st.session_state[key].lasso` is {"how": "set", "add", "remove" or "clear",
    "polygon": [[x, y], ...]}.
    """
    _map(key=key, data=view.data(), on_lasso_change=on_lasso)
