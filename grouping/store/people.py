"""The people of a workspace: their roles, their passwords, and which log-ins of theirs still count."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from grouping.errors import GrouplineError, NotAllowedError, UnknownNameError
from grouping.passwords import hash_password, is_password
from grouping.roles import check_role, refusal
from grouping.store.database import Database
from grouping.store.models import PersonRow, now

MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may log in; a log-in counts while it holds the same `stamp`."""

    name: str
    role: str
    stamp: str
    has_password: bool
    changed_by: str
    changed_at: datetime


def person_name(text: str) -> str:
    """Return a name as it is kept: small letters, no spaces around it; e-mail addresses are names too.

    Raises GrouplineError for an empty or overlong one, or one with unprintable characters.
    """
    name = unicodedata.normalize("NFC", text).strip().lower()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise GrouplineError(f"A person's name has 1 to {MAX_NAME} printable characters; this one has {len(name):,}.")
    return name


def people(database: Database) -> list[Person]:
    """Return everybody, by name."""
    with database.read() as session:
        return [_view(row) for row in session.scalars(select(PersonRow).order_by(PersonRow.name))]


def has_people(database: Database) -> bool:
    """Whether anybody is there, which is what switches log-in and roles on."""
    with database.read() as session:
        return bool(session.scalar(select(exists().where(PersonRow.id.is_not(None)))))


def find_person(database: Database, name: str) -> Person | None:
    """Return the person of this name, None for nobody's."""
    with database.read() as session:
        row = session.scalars(select(PersonRow).where(PersonRow.name == name.strip().lower())).first()
        return _view(row) if row else None


def add_person(database: Database, name: str, role: str, password: str | None, by: str) -> Person:
    """Add somebody; without a password they log in through a provider or a proxy alone.

    Raises GrouplineError for a name that is taken or cannot be one, an unknown role, a password too short.
    """
    name, role = person_name(name), check_role(role)
    hashed = None if password is None else hash_password(password)
    with database.write() as session:
        if session.scalar(select(PersonRow.id).where(PersonRow.name == name)) is not None:
            raise GrouplineError(f"{name} is there already; 'people role' and 'people password' change them.")
        row = PersonRow(name=name, role=role, password=hashed, stamp=_stamp(), changed_by=by)
        session.add(row)
        session.flush()
        return _view(row)


def remove_person(database: Database, name: str) -> None:
    """Remove somebody, whose log-ins end; what they did stays on record. Raises UnknownNameError."""
    with database.write() as session:
        session.execute(delete(PersonRow).where(PersonRow.id == _row(session, name).id))


def set_role(database: Database, name: str, role: str, by: str) -> Person:
    """Give somebody another role, which ends their log-ins; raises like `add_person`, and UnknownNameError."""
    check_role(role)
    with database.write() as session:
        row = _row(session, name)
        row.role = role
        return _changed(row, by)


def set_password(database: Database, name: str, password: str, by: str) -> Person:
    """Give somebody another password, which ends their log-ins; raises like `set_role`."""
    hashed = hash_password(password)
    with database.write() as session:
        row = _row(session, name)
        row.password = hashed
        return _changed(row, by)


def who_logs_in(database: Database, name: str, password: str) -> Person | None:
    """Return the person with this name and password, None for a wrong one; both take the same time."""
    with database.read() as session:
        row = session.scalars(select(PersonRow).where(PersonRow.name == name.strip().lower())).first()
    return _view(row) if is_password(password, row.password if row else None) and row else None


def role_of(database: Database, name: str) -> str | None:
    """Return somebody's role, None where they have none; everybody is an admin in a workspace without people."""
    person = find_person(database, name)
    if person is not None:
        return person.role
    return None if has_people(database) else "admin"


def why_not(database: Database, name: str, action: str) -> str:
    """Return why somebody may not do something (a key of `grouping.roles.LEAST`) in a sentence; '' where they may."""
    role = role_of(database, name)
    if not refusal(name, role, action, ()):
        return ""
    return refusal(name, role, action, [one.name for one in people(database) if one.role == "admin"])


def check_may(database: Database, name: str, action: str) -> None:
    """Raise NotAllowedError, with the reason and whom to ask, where somebody may not do something."""
    reason = why_not(database, name, action)
    if reason:
        raise NotAllowedError(reason)


def _row(session: Session, name: str) -> PersonRow:
    found = session.scalars(select(PersonRow).where(PersonRow.name == name.strip().lower())).first()
    if found is None:
        names = ", ".join(session.scalars(select(PersonRow.name).order_by(PersonRow.name))) or "nobody yet"
        raise UnknownNameError(f"Nobody is called '{name}'; there are: {names}.")
    return found


def _changed(row: PersonRow, by: str) -> Person:
    row.stamp, row.changed_by, row.changed_at = _stamp(), by, now()
    return _view(row)


def _stamp() -> str:
    return secrets.token_hex(8)


def _view(row: PersonRow) -> Person:
    return Person(row.name, row.role, row.stamp, row.password is not None, row.changed_by, row.changed_at)
