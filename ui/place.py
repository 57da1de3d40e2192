"""Where one stands in the work: project, group and label set, kept in the address, so that links open the same view."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project, project_names
from grouping.tree import ROOT
from ui.person import open_as_person
from ui.plain import plain
from ui.warm import keep_in_memory


@dataclass(frozen=True, slots=True)
class Place:
    """What the address names; `project` is '' where the workspace is empty."""

    project: str
    group: str
    label_set: str

    def query(self, **changes: str) -> dict[str, str]:
        """Return the address's parameters, with changes, for links to other pages; defaults are left out."""
        values: dict[str, Any] = {"project": self.project, "group": self.group, "set": self.label_set, **changes}
        usual = {"project": "", "group": ROOT, "set": "labels"}
        return {key: str(value) for key, value in values.items() if value != usual.get(key)}


def place() -> Place:
    """Read the address; a project that it does not name, or that is gone, is the newest one."""
    names = project_names()
    wanted = st.query_params.get("project", "")
    project = wanted if wanted in names else (names[0] if names else "")
    return Place(project, st.query_params.get("group", ROOT), st.query_params.get("set", "labels"))


def go_to_project(name: str) -> None:
    """Name another project in the address; what the address said of the former one goes."""
    st.query_params.from_dict({"project": name})


def open_project() -> Project | None:
    """Open the project the address names; None where the workspace has none. Errors are shown, not raised."""
    name = place().project
    if not name:
        return None
    try:
        project = open_as_person(name)
        keep_in_memory(project)
        return project
    except GrouplineError as error:
        st.error(plain(error))
        return None
