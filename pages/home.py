"""The first page: what the workspace holds, and what to do next."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import ProjectOverview as Summary
from grouping.project import list_projects
from ui.components.group_cards import cards, facts
from ui.components.job_list import job_list
from ui.components.new_project import new_project
from ui.navigation import PAGES
from ui.overview import NextStep, ProjectOverview, next_step, project_overview
from ui.place import place
from ui.plain import plain
from ui.wording import ago, counted

SHOWN = 60

EMPTY = """
This workspace is empty. Groupline groups images that nobody has labeled: import a folder, encode it with a
pre-trained network, let five clustering algorithms compete, look at the groups, and turn them into labels.
"""


def _empty() -> None:
    st.title("Groupline")
    st.caption("No project yet")
    with st.container(border=True, width=760):
        st.markdown(EMPTY)
        new_project("first_project")
        st.divider()
        st.markdown("**Or look at the built-in sample first**: 300 drawn steel strips of five kinds, grouped.")
        st.code(".venv/bin/python -m grouping first-run", language=None)
        if st.button("Look again"):
            st.rerun()


def _next(step: NextStep) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(step.sentence)
        if st.button(step.action, type="primary"):
            st.switch_page(PAGES / step.page, query_params=place().query())


def _groups(project: ProjectOverview) -> None:
    st.subheader("Groups")
    notes = [project.method, f"encoded with {', '.join(project.encoders)}"]
    if project.n_ungrouped:
        notes.append(f"{counted(project.n_ungrouped, 'image')} belong to no group")
    st.caption(" · ".join(plain(note) for note in notes if note))
    st.html(cards(project.groups[:SHOWN], project.aspect))
    if len(project.groups) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(project.groups)} groups.")


def _project(name: str) -> None:
    project = project_overview(name)
    st.html(facts(project))
    _next(next_step(project))
    if project.groups:
        _groups(project)


def _other_projects(summaries: list[Summary], here: str) -> None:
    st.subheader("Projects")
    for summary in summaries:
        line = [
            counted(summary.n_images, "image"),
            counted(len(summary.encoders), "encoder"),
            counted(summary.n_groups, "group"),
            f"made {ago(summary.created_at)}",
        ]
        left, right = st.columns([1, 3], vertical_alignment="center")
        name = plain(summary.name, 60)
        left.page_link(
            PAGES / "home.py",
            label=f"**{name}**" if summary.name == here else name,
            query_params={"project": summary.name},
        )
        right.caption(" · ".join(line))


def _full(summaries: list[Summary]) -> None:
    here = place().project
    left, right = st.columns([5, 1.6], vertical_alignment="center")
    left.title(plain(here))
    with right.popover("New project", width="stretch"):
        new_project("another_project")
    _project(here)
    if len(summaries) > 1:
        _other_projects(summaries, here)
    job_list(limit=5)


def _page() -> None:
    try:
        summaries = list_projects()
        if summaries:
            _full(summaries)
        else:
            _empty()
    except GrouplineError as error:
        st.error(plain(error))


_page()
