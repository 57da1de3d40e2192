"""What commands print: results on standard output, progress and complaints on standard error."""

import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.tree import Tree

from grouping.types import Progress

_WIDTH = None if sys.stdout.isatty() else 140  # a log file has no width of its own
_out = Console(highlight=False, soft_wrap=True, width=_WIDTH)
_err = Console(stderr=True, highlight=False, soft_wrap=True)


def complain(message: str) -> None:
    """Print a user's error as one line on standard error."""
    _err.print(f"Error: {' '.join(message.split())}", markup=False)


def say(text: str) -> None:
    """Print a line for people."""
    _out.print(text, markup=False)


def emit_json(document: Any) -> None:
    """Print one JSON document; NaN and infinities become null, which JSON has no word for."""
    print(json.dumps(_plain(document), ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, (str, int, bool)):
        return value
    return str(value)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """Print a table for people; numbers stand at the right."""
    table = Table(*columns, title=title, title_justify="left", header_style="bold")
    for row in rows:
        for column, value in zip(table.columns, row, strict=True):
            if isinstance(value, (int, float)):
                column.justify = "right"
        table.add_row(*(_cell(value) for value in row))
    _out.print(table, soft_wrap=False)


def draw(tree: Tree) -> None:
    """Print a tree for people."""
    _out.print(tree, markup=False)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float):
        return f"{value:.4f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a bar with counts and time left while the block runs, where standard error is a terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[message]}"),
    )
    with Bar(*columns, console=_err, transient=True, disable=not _err.is_terminal) as bar:
        task = bar.add_task(title, total=None, message="")

        def report(done: int, total: int | None, message: str = "") -> None:
            bar.update(task, completed=done, total=total, message=message)

        yield report
