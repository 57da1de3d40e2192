"""What classes are called by now: a class that was renamed is the same class."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from grouping.edits import DefineClass
from grouping.history import History
from grouping.steps.decide import history
from grouping.store.workspace import Workspace


def renamed(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    names: Iterable[str],
    since: datetime,
    until: datetime | None = None,
) -> dict[str, str]:
    """Return for each class, as it was called at one moment, what it was called at another one (None: now).

    Renames in effect are followed, in whichever order the two moments were.
    """
    past = history(workspace, project_id)
    later = until is None or since <= until
    moments = (since, until) if later else (until, since)
    renames = list(_renames(past, label_set, *moments))
    if not later:
        renames = [(new, old) for old, new in reversed(renames)]
    found = {name: name for name in names}
    for old, new in renames:
        found = {name: new if now == old else now for name, now in found.items()}
    return found


def _renames(
    past: History, label_set: str, since: datetime | None, until: datetime | None
) -> Iterator[tuple[str, str]]:
    """Give (old, new) of the renames in effect that were made between two moments, oldest first."""
    for event, _, in_effect in past.entries():
        if not in_effect or (since and event.at <= since) or (until and event.at > until):
            continue
        for edit in event.edits:
            if (
                isinstance(edit, DefineClass)
                and edit.label_set == label_set
                and edit.was not in (None, edit.class_name)
            ):
                yield str(edit.was), edit.class_name
