"""Decide: one edit, or several as one step, appended to a project's events in one transaction."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

from sqlalchemy.orm import Session

from grouping.edit_json import to_json
from grouping.edits import Edit, State, check
from grouping.history import REDO, RETURN, UNDO, Event, History
from grouping.store.database import Database
from grouping.store.decisions import add_event, events_after, lock_project, partition
from grouping.store.images import image_ids, image_version
from grouping.store.workspace import Workspace
from grouping.types import Ints

Make = Callable[[History], tuple[list[Edit], str]]
"""From the history as it stands to the edits, and the sentence that tells them."""


class Ledger:
    """A project's history in this process, brought up to date from the database before each use."""

    def __init__(self, database: Database, project_id: int) -> None:
        self._database, self._project_id = database, project_id
        self._history = History(partial(_read_partition, database, project_id))
        self._seen: tuple[int, ...] = ()
        self.lock = threading.Lock()

    def sync(self, session: Session) -> History:
        """Return the history with the events and images of the caller's transaction."""
        version = image_version(session, self._project_id)
        if version != self._seen:
            self._history.image_ids = frozenset(image_ids(session, self._project_id).tolist())
            self._seen = version
        self._history.extend(events_after(session, self._project_id, self._history.number))
        return self._history


def _read_partition(database: Database, project_id: int, key: str) -> tuple[Ints, Ints]:
    with database.read() as session:
        return partition(session, project_id, key)


@lru_cache(maxsize=64)
def _ledger(database: Database, project_id: int) -> Ledger:
    return Ledger(database, project_id)


def history(workspace: Workspace, project_id: int) -> History:
    """Return a project's history as it stands; do not keep it, it grows."""
    ledger = _ledger(workspace.database, project_id)
    with ledger.lock, workspace.database.read() as session:
        return ledger.sync(session)


def current_state(workspace: Workspace, project_id: int) -> State:
    """Return what has been decided about a project by now: its tree of groups and its label sets."""
    return history(workspace, project_id).state


@contextmanager
def decided(workspace: Workspace, project_id: int) -> Iterator[tuple[Session, History]]:
    """Give a transaction in which nobody else decides about the project, and the history as it stands in it."""
    ledger = _ledger(workspace.database, project_id)
    with ledger.lock, workspace.database.write() as session:
        lock_project(session, project_id)
        yield session, ledger.sync(session)


def decide(workspace: Workspace, project_id: int, user: str, make: Make, base: int | None = None) -> Event:
    """Make edits on the state as it stands and keep them as one event, or keep nothing.

    `base` is the number of the last event that the user had seen: an edit about something that changed since is
    refused with ConflictError, which tells what changed. Without it the edit is made on whatever is there.
    """
    with decided(workspace, project_id) as (session, past):
        edits, sentence = make(past)
        check(edits)
        number = past.number + 1
        past.try_edits(edits, number, base)
        payload = {"edits": [to_json(edit) for edit in edits], "sentence": sentence}
        return add_event(session, project_id, number, edits[0].name, payload, user)


def undo(workspace: Workspace, project_id: int, user: str, anyone: bool = False) -> Event:
    """Undo the user's (or anyone's) last step and return that step.

    Raises GrouplineError when there is none, ConflictError when a later step of somebody else builds on it.
    """
    with decided(workspace, project_id) as (session, past):
        target = past.to_undo(None if anyone else user)
        add_event(session, project_id, past.number + 1, UNDO, {"event": target.number}, user)
        return target


def redo(workspace: Workspace, project_id: int, user: str) -> Event:
    """Redo the step that the user undid last and return it; raises like `undo`."""
    with decided(workspace, project_id) as (session, past):
        target = past.to_redo(user)
        add_event(session, project_id, past.number + 1, REDO, {"event": target.number}, user)
        return target


def restore_to(workspace: Workspace, project_id: int, number: int, user: str, base: int | None = None) -> Event:
    """Bring groups and labels back to the state right after step `number` (0: the start), as one step, and return it.

    Frozen versions stay. Raises UnknownNameError for a step there is not, GrouplineError where nothing would change,
    ConflictError when something changed after event `base`.
    """
    with decided(workspace, project_id) as (session, past):
        payload = {"event": number, "sentence": past.to_return(number, base)}
        return add_event(session, project_id, past.number + 1, RETURN, payload, user)
