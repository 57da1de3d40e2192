"""A matrix of counts whose cells, rows and columns can be opened, by mouse and by keyboard."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from ui.comparing.table import Matrix, part_name, part_of

HERE = Path(__file__).parent

_grid = st.components.v2.component(
    "groupline_matrix",
    html="""
<div class="matrix">
  <table role="grid" aria-label="How many images two partitions share">
  </table>
</div>
""",
    css=(HERE / "matrix.css").read_text(encoding="utf-8"),
    js=(HERE / "matrix.js").read_text(encoding="utf-8"),
)


def matrix_grid(
    matrix: Matrix, titles: tuple[str, str], shown: str, height: int, key: str, on_part: Callable[[], None]
) -> None:
    """Draw the matrix; `titles` are what its rows and its columns are, `shown` is the part that is open.

    Read in the callback: `part_in(st.session_state[key].part)`.
    """
    data = {
        "rows": [name for _, name in matrix.rows],
        "columns": [name for _, name in matrix.columns],
        "counts": matrix.counts.tolist(),
        "parts": [[part_name(row, column) for column, _ in matrix.columns] for row, _ in matrix.rows],
        "rowParts": [part_name(row, None) for row, _ in matrix.rows],
        "columnParts": [part_name(None, column) for column, _ in matrix.columns],
        "titles": list(titles),
        "shown": shown,
        "height": height,
    }
    _grid(key=key, data=data, on_part_change=on_part)


def part_in(message: Any) -> str:
    """Return the part that the browser asks for; '' for none."""
    part = str(message.get("part", "")) if isinstance(message, Mapping) else ""
    return part if part_of(part) else ""
