"""A project's history as sentences: who, when, what, and whether it was undone. Pure functions to HTML, escaped."""

from collections.abc import Sequence
from html import escape

from grouping.history import Event

OF_LABELS = ("define class", "remove class", "label", "unlabel", "freeze")
STYLE = """
<style>
.gl-history { width: 100%; border-collapse: collapse; font-size: .93em; }
.gl-history td { padding: 6px 10px; vertical-align: top; overflow-wrap: anywhere;
  border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.gl-history td:nth-child(-n+3) { white-space: nowrap; opacity: .72; font-variant-numeric: tabular-nums;
  width: 1%; }
.gl-history .gl-who { max-width: 14em; overflow: hidden; text-overflow: ellipsis; }
.gl-history .gl-undone { opacity: .55; }
.gl-history .gl-undone s { text-decoration-thickness: 1px; }
.gl-tag { font-size: .82em; border: 1px solid currentColor; border-radius: 4px; padding: 0 5px; margin-left: 8px; }
</style>
"""


def of_labels(entries: Sequence[tuple[Event, str, bool]]) -> list[tuple[Event, str, bool]]:
    """Return the entries about labels; an undo or redo counts as what it is about."""
    kinds = {event.number: event.kind for event, _, _ in entries}

    def kind(event: Event) -> str:
        return kinds.get(event.target, "") if event.kind in ("undo", "redo") else event.kind

    return [entry for entry in entries if kind(entry[0]) in OF_LABELS]


def _row(event: Event, sentence: str, in_effect: bool) -> str:
    words = escape(sentence)
    what = words if in_effect else f'<s>{words}</s><span class="gl-tag">undone</span>'
    return (
        f'<tr class="{"" if in_effect else "gl-undone"}" data-event="{event.number}"><td>{event.number}</td>'
        f'<td>{event.at:%Y-%m-%d %H:%M:%S}</td><td class="gl-who">{escape(event.user)}</td><td>{what}</td></tr>'
    )


def history_html(entries: Sequence[tuple[Event, str, bool]], limit: int = 200) -> str:
    """Return the newest events as a table, the newest first."""
    rows = "".join(_row(*entry) for entry in list(entries)[: -limit - 1 : -1])
    return f'{STYLE}<table class="gl-history"><tbody>{rows}</tbody></table>'
