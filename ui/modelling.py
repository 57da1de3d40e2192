"""What the pages of models share: an open project with classifiers, its models with their cards, their counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from classifiers.card import read_card
from classifiers.project import Project
from classifiers.store.models import Model, models
from classifiers.store.proposals import proposal_runs
from grouping.errors import GrouplineError
from grouping.project import Project as GroupingProject
from grouping.store.projects import find_project
from grouping.store.workspace import Workspace
from ui.acting import note_version, tell
from ui.next_step import next_step
from ui.place import open_project
from ui.wording import counted


@dataclass(frozen=True, slots=True)
class Shown:
    """A model with its card; `card` is empty, and `problem` says why, where its files are damaged."""

    model: Model
    card: Mapping[str, Any]
    problem: str = ""

    @property
    def key(self) -> str:
        """The start of its key, as addresses name it."""
        return self.model.key[:12]

    @property
    def test(self) -> Mapping[str, Any]:
        """Its figures on the test images; {} without any."""
        found: Mapping[str, Any] = self.card.get("test", {})
        return found


def begin(title: str) -> Project | None:
    """Draw a page's head and open the project the address names; None, and what to do next, where it has no images."""
    st.title(title)
    project = open_project()
    if project is None:
        next_step("There is no project yet: create one and import images.", "images.py", "Go to Images")
        return None
    tell()
    note_version(project)
    if not len(project.picture_columns().ids):
        next_step("This project has no images yet: import some first.", "images.py", "Go to Images")
        return None
    return Project.of(project)


BY_PROJECT: dict[str | type[Any], Callable[[Any], Any]] = {Project: lambda one: (str(one.workspace.home), one.id)}
"""How `st.cache_data` tells projects apart."""


@st.cache_data(max_entries=256, show_spinner=False)
def _card(home: str, key: str) -> dict[str, Any]:
    return read_card(Workspace.at(home).model(key))  # a finished card never changes


def shown_models(project: GroupingProject, label_set: str | None = None) -> list[Shown]:
    """Return the models of a project, the newest first, with their cards."""
    return [_shown(project, model) for model in models(project.workspace.database, project.id, label_set)]


def _shown(project: GroupingProject, model: Model) -> Shown:
    try:
        return Shown(model, _card(str(project.workspace.home), model.key))
    except GrouplineError as error:
        return Shown(model, {}, str(error))


def model_counts(name: str) -> dict[str, tuple[str, str]]:
    """Return page file -> (count beside its title, what it counts in words) of a project's models and predictions."""
    database = Workspace.at().database
    project_id = find_project(database, name)
    n_models, n_runs = len(models(database, project_id)), len(proposal_runs(database, project_id))
    return {
        "models.py": (f"{n_models:,}", counted(n_models, "model")),
        "predict.py": (f"{n_runs:,}", counted(n_runs, "prediction")),
    }
