"""A log-in as a signed cookie: who, since when, and the stamp that ends it once the role or password changes."""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeTimedSerializer

from grouping.store.people import Person
from ui.gate.secret import signing_key

COOKIE = "groupline_session"
LASTS = 12 * 3600
"""Seconds without use after which one has to log in again."""

RENEWED_AFTER = 900
"""Seconds after which a used log-in is written anew, so that it lasts from its last use."""


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in; it counts while the person has the same stamp."""

    name: str
    stamp: str
    id: str
    issued: float = 0.0

    def belongs_to(self, person: Person | None) -> bool:
        """Whether the person is still there, with the role and password they logged in with."""
        return person is not None and person.name == self.name and person.stamp == self.stamp

    @property
    def has_ended(self) -> bool:
        """Whether its owner logged out, in this tab or another."""
        return self.id in _ENDED

    @property
    def ages(self) -> bool:
        """Whether it is time to write it anew."""
        return time.time() - self.issued > RENEWED_AFTER


def new_session(person: Person) -> Session:
    """Return a log-in of a person, from now on."""
    return Session(person.name, person.stamp, secrets.token_hex(8), time.time())


def signed(session: Session, home: Path) -> str:
    """Return a log-in as the value of its cookie, lasting from now on."""
    return str(_serializer(home).dumps([session.name, session.stamp, session.id]))


def read_session(value: str | None, home: Path) -> Session | None:
    """Return the log-in of a cookie; None for one that is forged, too old, of another workspace, or ended."""
    try:
        payload, moment = _serializer(home).loads(value or "", max_age=LASTS, return_timestamp=True)
        name, stamp, session_id = map(str, payload)
    except (BadData, TypeError, ValueError):
        return None
    found = Session(name, stamp, session_id, moment.timestamp())
    return None if found.has_ended else found


_ENDED: dict[str, float] = {}
"""Log-ins whose owner logged out -> when; in memory, for as long as their cookies might still come back."""


def end_session(session: Session) -> None:
    """Let a log-in no longer count, wherever its cookie has been copied to."""
    now = time.time()
    for session_id in [one for one, ended in _ENDED.items() if now - ended > LASTS]:
        del _ENDED[session_id]
    _ENDED[session.id] = now


def _serializer(home: Path) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(signing_key(home), salt=COOKIE)
