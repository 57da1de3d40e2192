"""Who sits before the page, and what they may do: asked here, and nowhere else."""

import time
from functools import lru_cache
from typing import TypedDict
from urllib.parse import unquote

import streamlit as st

from grouping.errors import NotAllowedError
from grouping.jobs.records import Job
from grouping.project import Project
from grouping.project.project import login_name
from grouping.store.people import Person, check_may, find_person, why_not
from grouping.store.workspace import Workspace
from ui.gate.needed import login_needed
from ui.plain import plain

HEADER = "x-groupline-person"
"""Set by the gate alone, which takes it off whatever comes from outside."""


def told() -> str:
    """Return whom the gate names for this session; '' where nobody has to log in."""
    return unquote(st.context.headers.get(HEADER) or "")


def person_name() -> str:
    """Return the name under which this session acts: who is logged in, else whoever runs the dashboard.

    Raises NotAllowedError where a log-in is needed and this session has none.
    """
    name = told()
    if not name and login_needed():
        raise NotAllowedError("Groupline asks for a log-in by now. Load this page anew.")
    return name or login_name()


def logged_in() -> Person | None:
    """Return who is logged in; None where nobody has to. Raises NotAllowedError for somebody without a role."""
    name = person_name()
    if not told():
        return None
    check_may(Workspace.at().database, name, "look")
    return find_person(Workspace.at().database, name)


def open_as_person(name: str) -> Project:
    """Open a project for this session; raises UnknownNameError, and NotAllowedError for somebody without a role."""
    return Project.open(name, user=person_name(), shell=False)


def create_as_person(name: str) -> Project:
    """Make a project for this session; raises like `Project.create`."""
    return Project.create(name, user=person_name(), shell=False)


def not_allowed(action: str) -> str:
    """Return why this session may not do something (a key of `grouping.roles.LEAST`), '' where it may.

    The library asks anew at every action; this is for what a page draws, and up to a second old.
    """
    return _reason(told(), str(Workspace.at().home), action, int(time.monotonic()))


@lru_cache(maxsize=256)
def _reason(told: str, home: str, action: str, second: int) -> str:
    """Return why not, kept by who asks and where for a second: a page asks for all its buttons at once."""
    return why_not(Workspace.at(home).database, person_name(), action)


class Allowed(TypedDict):
    """What a button, a popover or a field takes from `allowed`."""

    disabled: bool
    help: str | None


def allowed(action: str, *, disabled: bool = False, help: str | None = None) -> Allowed:
    """Return whether something can be pressed, and its help: for who may not do it, why not and which role it takes.

    `action` is a key of `grouping.roles.LEAST`; `disabled` and `help` hold for those who may:
    `st.button("Freeze", **allowed("freeze", disabled=not n))`. The library refuses in any case.
    """
    reason = not_allowed(action)
    return Allowed(disabled=disabled or bool(reason), help=plain(reason, 300) or help)


def may_cancel(job: Job, help: str | None = None) -> Allowed:
    """Return the same for the button that stops a job: one's own by everybody, another's by who may run jobs."""
    return allowed("look" if job.user == person_name() else "run jobs", disabled=job.cancel_requested, help=help)
