"""Who sits before the page, and what they may do: asked here, and nowhere else."""

from urllib.parse import unquote

import streamlit as st

from grouping.errors import NotAllowedError
from grouping.project import Project
from grouping.project.project import login_name
from grouping.store.people import Person, check_may, find_person, why_not
from grouping.store.workspace import Workspace
from ui.gate.needed import login_needed

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

    For a button: `st.button("Freeze", disabled=bool(reason), help=reason or None)`. The library refuses in any case.
    """
    return why_not(Workspace.at().database, person_name(), action)
