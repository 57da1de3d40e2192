"""Versions of prompt libraries: each change is a new one, and nothing is ever overwritten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from classifiers.zero_shot.prompts import PromptLibrary
from grouping.errors import GrouplineError, UnknownNameError
from grouping.history import ConflictError
from grouping.store.database import Database
from grouping.store.decisions import lock_project
from grouping.store.models import PromptVersionRow

Change = Callable[[PromptLibrary], PromptLibrary]
MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """A library as it was after one change; number 0 is the empty one before the first."""

    name: str
    number: int
    library: PromptLibrary
    sentence: str
    user: str
    at: datetime | None


def _view(row: PromptVersionRow) -> PromptVersion:
    library = PromptLibrary.from_dict(row.content)
    return PromptVersion(row.library, row.number, library, row.sentence, row.user, row.at)


def prompt_versions(database: Database, project_id: int, name: str | None = None) -> list[PromptVersion]:
    """Return the versions of a project's libraries, or of one, oldest first."""
    query = select(PromptVersionRow).where(PromptVersionRow.project_id == project_id)
    if name is not None:
        query = query.where(PromptVersionRow.library == name)
    with database.read() as session:
        return [
            _view(row) for row in session.scalars(query.order_by(PromptVersionRow.library, PromptVersionRow.number))
        ]


def prompt_version(database: Database, project_id: int, name: str, number: int | None = None) -> PromptVersion:
    """Return the newest version of a library, empty where there is none yet; or the one with this number.

    Raises UnknownNameError for a number that is not there.
    """
    with database.read() as session:
        found = _find(session, project_id, name, number)
    if number and found.number != number:
        raise UnknownNameError(f"The prompts '{name}' have no version {number}; the newest is {found.number}.")
    return found


def _find(session: Session, project_id: int, name: str, number: int | None = None) -> PromptVersion:
    query = select(PromptVersionRow).where(PromptVersionRow.project_id == project_id, PromptVersionRow.library == name)
    if number:
        query = query.where(PromptVersionRow.number == number)
    row = session.scalars(query.order_by(PromptVersionRow.number.desc()).limit(1)).first()
    return PromptVersion(name, 0, PromptLibrary(), "", "", None) if row is None else _view(row)


def change_prompts(
    database: Database, project_id: int, name: str, change: Change, sentence: str, user: str, base: int | None = None
) -> PromptVersion:
    """Keep what `change` makes of the newest version as the next one, and return it; no change makes none.

    `base` is the number of the version that the user had seen; where somebody made a newer one since, ConflictError
    tells who did what, and nothing is kept. Raises GrouplineError for a name that cannot be.
    """
    if not name.strip() or len(name) > MAX_NAME or any(ord(letter) < 32 for letter in name):
        raise GrouplineError(f"A library's name has 1 to {MAX_NAME} characters and no control characters.")
    with database.write() as session:
        lock_project(session, project_id)
        newest = _find(session, project_id, name)
        if base is not None and base != newest.number:
            raise ConflictError(
                f"{newest.user} has changed the prompts '{name}' since you saw them: {newest.sentence}. Nothing was "
                "kept of your change; look at theirs, and make it again."
            )
        made = change(newest.library)
        if made == newest.library:
            return newest
        row = PromptVersionRow(
            project_id=project_id,
            library=name,
            number=newest.number + 1,
            content=made.to_dict(),
            sentence=sentence,
            user=user,
        )
        session.add(row)
        session.flush()
        return _view(row)
