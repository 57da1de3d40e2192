"""Counts of images by a property, as short lists with bars; pure functions from values to HTML."""

from collections.abc import Mapping
from html import escape

SHOWN = 6

STYLE = """
<style>
.gl-counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 8px 28px; }
.gl-count { display: grid; grid-template-columns: 1fr auto; gap: 0 12px; font-size: .92em; padding: 3px 0; }
.gl-count span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.gl-count em { font-style: normal; font-variant-numeric: tabular-nums; opacity: .75; }
.gl-count u { grid-column: 1 / 3; height: 3px; border-radius: 2px;
  background: color-mix(in srgb, currentColor 10%, transparent); }
.gl-count u i { display: block; height: 100%; border-radius: 2px; background: #3b6ea5; }
.gl-more { font-size: .85em; opacity: .68; }
</style>
"""


def counts_html(lists: Mapping[str, Mapping[str, int]]) -> str:
    """Return title -> (value -> images) as lists side by side; empty lists are left out, long ones are cut."""
    blocks = "".join(_list(title, counts) for title, counts in lists.items() if counts)
    return f'{STYLE}<div class="gl-counts">{blocks}</div>'


def _list(title: str, counts: Mapping[str, int]) -> str:
    total = sum(counts.values()) or 1
    rows = "".join(_row(value, count, total) for value, count in list(counts.items())[:SHOWN])
    rest = len(counts) - SHOWN
    more = f'<div class="gl-more">and {rest:,} more</div>' if rest > 0 else ""
    return f"<div><b>{escape(title)}</b>{rows}{more}</div>"


def _row(value: str, count: int, total: int) -> str:
    name = escape(value or "none")
    return (
        f'<div class="gl-count"><span title="{name}">{name}</span><em>{count:,}</em>'
        f'<u><i style="width:{count / total:.1%}"></i></u></div>'
    )
