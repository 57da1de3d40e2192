"""The tree of groups: size, what is in it as a bar, one click to look into it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from ui.components.payload import script
from ui.explore.nodes import Node

HERE = Path(__file__).parent

_tree = st.components.v2.component(
    "groupline_tree",
    html='<div class="tree" role="tree" aria-label="Groups">\n</div>',
    css=(HERE / "tree.css").read_text(encoding="utf-8"),
    js=script(HERE / "tree.js"),
)


def group_tree(nodes: Sequence[Node], current: str, height: int, key: str, on_go: Callable[[], None]) -> None:
    """Draw the groups, each before those below it; `st.session_state[key].go` is {"path": ...} in the callback."""
    data = {"nodes": [asdict(node) for node in nodes], "current": current, "height": height}
    _tree(key=key, data=data, on_go_change=on_go)
