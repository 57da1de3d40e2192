"""What classes are called at another moment: renamed, a class stays the same; one that was removed does not."""

from collections.abc import Iterable

from grouping.edits import DefineClass, RemoveClass
from grouping.history import Event, History

Identity = tuple[int, str]
"""The event that made a class, and how it was called then."""


def renamed(past: History, label_set: str, names: Iterable[str], since: int, until: int) -> dict[str, str | None]:
    """Return for each class, as it was called right after event `since`, what it is called right after `until`.

    Either may be the later one. None for a class that is not there then; one that was made anew under the same name
    counts as the same.
    """
    first, second = (_identities(past.in_effect(number), label_set) for number in (since, until))
    called = {identity: name for name, identity in second.items()}
    found = {name: called.get(first[name]) if name in first else None for name in names}
    free = set(second) - set(found.values())
    return {name: now if now is not None else name if name in free else None for name, now in found.items()}


def _identities(events: Iterable[Event], label_set: str) -> dict[str, Identity]:
    """Return class -> its identity, after events."""
    found: dict[str, Identity] = {}
    for event in events:
        for edit in event.edits:
            if isinstance(edit, DefineClass) and edit.label_set == label_set:
                before = edit.was or edit.class_name
                found[edit.class_name] = found.pop(before, (event.number, edit.class_name))
            elif isinstance(edit, RemoveClass) and edit.label_set == label_set:
                found.pop(edit.class_name, None)
    return found
