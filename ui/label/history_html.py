"""A step of a project's history as a sentence: who, when, what, and whether it is in effect. HTML, escaped."""

from collections.abc import Sequence
from html import escape

from grouping.history import REDO, RETURN, UNDO, Event

Entry = tuple[Event, str, bool]
"""Event, what it did in words, whether it is in effect."""

OF_LABELS = ("define class", "remove class", "label", "unlabel", "freeze", RETURN)
STYLE = """
<style>
.gl-step { display: grid; grid-template-columns: 3.2em 10.5em minmax(4em, 9em) 1fr; gap: 2px 12px; font-size: .93em;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere; align-items: baseline; }
.gl-step span { opacity: .78; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.gl-step.gl-undone p { opacity: .7; }
.gl-step p { margin: 0; }
.gl-step s { text-decoration-thickness: 1px; }
.gl-tag { font-size: .82em; border: 1px solid currentColor; border-radius: 4px; padding: 0 5px; margin-left: 8px; }
[class*="st-key-history-row"] { border-top: 1px solid color-mix(in srgb, currentColor 12%, transparent);
  padding: 3px 0; }
@media (max-width: 1100px) { .gl-step { grid-template-columns: 3.2em 10.5em 1fr; } .gl-step p { grid-column: 1 / -1; } }
</style>
"""


def of_labels(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries about labels; an undo or redo counts as what it is about."""
    kinds = {event.number: event.kind for event, _, _ in entries}

    def kind(event: Event) -> str:
        return kinds.get(event.target, "") if event.kind in (UNDO, REDO) else event.kind

    return [entry for entry in entries if kind(entry[0]) in OF_LABELS]


def step_html(event: Event, sentence: str, in_effect: bool) -> str:
    """Return one step as a line: its number, when, who, what."""
    words = escape(sentence)
    what = words if in_effect else f'<s>{words}</s><span class="gl-tag">not in effect</span>'
    return (
        f'<div class="gl-step{"" if in_effect else " gl-undone"}" data-event="{event.number}">'
        f"<span>{event.number}</span><span>{event.at:%Y-%m-%d %H:%M:%S}</span>"
        f'<span title="{escape(event.user)}">{escape(event.user)}</span><p>{what}</p></div>'
    )
