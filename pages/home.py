"""The first page: what the workspace holds, and what to do next."""

import shlex

import streamlit as st

from grouping.errors import GrouplineError
from ui.components.group_cards import cards, facts
from ui.components.job_list import job_list
from ui.overview import ProjectOverview, project_names, project_overview
from ui.wording import counted

SHOWN = 60

EMPTY = """
This workspace is empty. Groupline groups images that nobody has labeled: import a folder, encode it with a
pre-trained network, let five clustering algorithms compete, and look at the groups.

**Start with the built-in sample** — 300 drawn steel strips of five kinds:
"""

OWN = "**Or with your own images** — a folder, a zip or tar, or any URL that fsspec reads:"


def _title(subtitle: str) -> None:
    st.title("Groupline")
    st.caption(subtitle)


def _empty() -> None:
    _title("No project yet")
    with st.container(border=True, width=760):
        st.markdown(EMPTY)
        st.code(".venv/bin/python -m grouping first-run", language=None)
        st.markdown(OWN)
        st.code(
            ".venv/bin/python -m grouping create coils\n"
            ".venv/bin/python -m grouping import coils /path/to/images\n"
            ".venv/bin/python -m grouping encode coils\n"
            ".venv/bin/python -m grouping sweep coils\n"
            ".venv/bin/python -m grouping split coils",
            language=None,
        )
        if st.button("Look again", type="primary"):
            st.rerun()


def _next_step(project: ProjectOverview) -> str:
    """Return what to do next, or '' where the groups are there to be looked at."""
    name = shlex.quote(project.name)
    if not project.n_images:
        return f"No images yet: `python -m grouping import {name} FOLDER`"
    if not project.encoders:
        return f"The images have no embeddings yet: `python -m grouping encode {name}`"
    if not project.n_sweeps:
        return f"Nothing has been clustered yet: `python -m grouping sweep {name}`"
    if not project.groups:
        return f"The sweep is done; take its pick: `python -m grouping split {name}`"
    return ""


def _groups(project: ProjectOverview) -> None:
    st.subheader("Groups")
    notes = [project.method, f"encoded with {', '.join(project.encoders)}"]
    if project.n_ungrouped:
        notes.append(f"{counted(project.n_ungrouped, 'image')} came later and belong to no group yet")
    st.caption(" · ".join(note for note in notes if note))
    st.html(cards(project.groups[:SHOWN], project.aspect))
    if len(project.groups) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(project.groups)} groups; `python -m grouping tree` lists them all.")


def _project(name: str) -> None:
    project = project_overview(name)
    st.html(facts(project))
    step = _next_step(project)
    if step:
        st.info(step)
    else:
        _groups(project)


def _full(names: list[str]) -> None:
    _title(f"{counted(len(names), 'project')} in this workspace")
    chosen = st.selectbox("Project", names, bind="query-params", key="project", width=360)
    _project(chosen or names[0])
    job_list()


def _page() -> None:
    try:
        names = project_names()
        if names:
            _full(names)
        else:
            _empty()
    except GrouplineError as error:
        st.error(str(error))


_page()
