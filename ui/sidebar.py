"""The frame's left side: the project, where in the work one stands, undo and redo, and the jobs that run."""

from collections.abc import Callable
from html import escape

import streamlit as st

from grouping.errors import GrouplineError
from grouping.history import Event
from grouping.project import Project, ProjectOverview, describe_project, project_names
from grouping.settings import settings
from grouping.store.people import Person
from ui.components.job_list import active_jobs
from ui.components.keys.keys import keys
from ui.modelling import model_counts
from ui.navigation import ENTRIES
from ui.person import allowed, logged_in, open_as_person
from ui.place import Place, go_to_project, place
from ui.plain import plain
from ui.steps_back import to_redo, to_undo
from ui.wording import counted

_CHOICE = "sidebar_project"


def stage_counts(project: ProjectOverview) -> dict[str, str]:
    """Return page file -> how far the work is at that stage."""
    sweeps = f"{project.sweeps:,}"
    return {
        "images.py": f"{project.n_images:,}",
        "encode.py": f"{len(project.encoders):,}",
        "group.py": f"{sweeps}",
        "explore.py": f"{project.n_groups:,}",
        "label.py": f"{len(project.label_sets):,}",
    }


def stage_notes(project: ProjectOverview) -> dict[str, str]:
    """Return page file -> what its count counts, in words."""
    return {
        "images.py": counted(project.n_images, "image"),
        "encode.py": counted(len(project.encoders), "encoder") + " used",
        "group.py": counted(project.sweeps, "sweep"),
        "explore.py": counted(project.n_groups, "group"),
        "label.py": counted(len(project.label_sets), "label set"),
    }


def sidebar() -> None:
    """Draw the frame's left side; raises GrouplineError where the workspace cannot be read."""
    person = logged_in()
    names = project_names()
    wanted = st.query_params.get("project", "")
    here = place()
    with st.sidebar:
        st.html('<div style="font-weight: 650; font-size: 1.25rem">Groupline</div>')
        if names:
            _choose_project(names, here, wanted)
        _stages(here, describe_project(here.project) if names else None)
        if names:
            _steps_back(open_as_person(here.project))
        active_jobs()
        if person is not None:
            _who(person)
        keys()


def _who(person: Person) -> None:
    """Draw who is logged in, with the way out."""
    name, role = escape(person.name), escape(person.role)
    leave = "" if settings().trusted_header else '<a href="/logout" target="_self">Log out</a>'
    st.html(f'<div class="gl-person"><span title="{name}"><b>{name}</b> · {role}</span>{leave}</div>')


def _choose_project(names: list[str], here: Place, wanted: str) -> None:
    if wanted != here.project:
        st.query_params["project"] = here.project  # so that a copied address names what it shows
    if wanted and wanted != here.project:
        st.warning(f"There is no project '{plain(wanted, 60)}' any more; this is '{plain(here.project, 60)}'.")
    st.session_state[_CHOICE] = here.project
    st.selectbox("Project", names, key=_CHOICE, on_change=_take_choice)


def _take_choice() -> None:
    go_to_project(st.session_state[_CHOICE])


def _stages(here: Place, project: ProjectOverview | None) -> None:
    counts = stage_counts(project) if project else {}
    notes = stage_notes(project) if project else {}
    for file, (count, words) in (model_counts(project.name) if project else {}).items():
        counts[file], notes[file] = count, words
    with st.container(gap=None):
        for entry in ENTRIES:
            if not entry.hidden:
                count = f" :gray[{counts[entry.file]}]" if entry.file in counts else ""
                label = f"{entry.title}{count}"
                st.page_link(
                    entry.path, label=label, help=notes.get(entry.file), query_params=here.query(), width="stretch"
                )


def _steps_back(project: Project) -> None:
    """Draw undo and redo, each with what it is about; nothing where there is neither."""
    history = project.history()
    undo, redo = to_undo(history, project.user), to_redo(history, project.user)
    if undo:
        _step("Undo", undo, "Ctrl+Z", project.undo)
    if redo:
        _step("Redo", redo, "Ctrl+Shift+Z", project.redo)


def _step(verb: str, sentence: str, shortcut: str, act: Callable[[], Event]) -> None:
    pressed = st.button(
        verb, key=f"sidebar_{verb}", shortcut=shortcut, width="stretch", **allowed("undo", help=plain(sentence))
    )
    st.caption(plain(sentence, 90))
    if not pressed:
        return
    try:
        act()
    except GrouplineError as error:
        st.error(plain(error))
        return
    st.toast(f"{verb}: {plain(sentence, 120)}")
    st.rerun()
