"""What an undo or redo of a user would be about, told from a project's history."""

from collections.abc import Sequence

from grouping.history import FREEZE, REDO, RETURN, UNDO, Event

Entries = Sequence[tuple[Event, str, bool]]
"""Event, what it did in words, whether it is in effect; oldest first, as `Project.history` gives them."""


def to_undo(entries: Entries, user: str) -> str:
    """Return in words the step that this user's next undo takes back; '' where there is none."""
    since = max((event.number for event, _, in_effect in entries if in_effect and event.kind == RETURN), default=0)
    own = [
        sentence
        for event, sentence, in_effect in entries
        if in_effect and event.user == user and event.kind not in (UNDO, REDO, FREEZE) and event.number >= since
    ]
    return own[-1] if own else ""


def to_redo(entries: Entries, user: str) -> str:
    """Return in words the step that this user's next redo brings back; '' where there is none."""
    sentences = {event.number: sentence for event, sentence, _ in entries}
    undone: list[int] = []
    for event, _, _ in entries:
        if event.user != user or event.kind == FREEZE:
            continue
        if event.kind == UNDO:
            undone.append(event.target)
        elif event.kind == REDO:
            undone.remove(event.target)
        else:
            undone.clear()
    return sentences[undone[-1]] if undone else ""
