"""Who stands at the gate: found by proxy header, by our own cookie, or by a provider's."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import HTTPConnection

from grouping.errors import NotAllowedError
from grouping.settings import settings
from grouping.store.people import Person, find_person
from grouping.store.workspace import Workspace
from ui.gate.asking import header_name
from ui.gate.provider import provider_name
from ui.gate.sessions import COOKIE, Session, new_session, read_session

NO_ROLE = (
    "{name} is known, but has no role here. Ask whoever runs Groupline: python -m grouping people add {name} "
    "--role viewer --no-password"
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a role; `session` is what their cookie says, or shall say, and None behind a proxy's header."""

    person: Person
    session: Session | None
    is_new: bool = False

    def still_counts(self) -> bool:
        """Whether they are still there, and their log-in has not ended meanwhile."""
        person = find_person(Workspace.at().database, self.person.name)
        if self.session is None:
            return person is not None
        return self.session.belongs_to(person) and not self.session.has_ended


def visitor(scope: dict[str, Any]) -> Visitor | None:
    """Return who asks; None where they have to log in.

    Raises NotAllowedError for somebody who is known but has no role, or a header from where it must not come.
    """
    if settings().trusted_header:
        name = header_name(scope)
        if not name:
            raise NotAllowedError(
                "The proxy did not say who is logged in. Log in there, and open Groupline through it."
            )
        return Visitor(_with_role(name), None)
    cookies = HTTPConnection(scope).cookies
    workspace = Workspace.at()
    session = read_session(cookies.get(COOKIE), workspace.home)
    person = find_person(workspace.database, session.name) if session else None
    if person is not None and session is not None and session.belongs_to(person):
        return Visitor(person, session)
    name = provider_name(cookies)
    if not name:
        return None
    person = _with_role(name)
    return Visitor(person, new_session(person), is_new=True)


def _with_role(name: str) -> Person:
    person = find_person(Workspace.at().database, name)
    if person is None:
        raise NotAllowedError(NO_ROLE.format(name=name))
    return person
