"""Classes from groups: where no label set tells any, each group that there is may become a class."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from grouping.tree import Group
from ui.acting import act
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.wording import counted

SET = "groups"
MOST = 50


def leaves(project: Project) -> list[Group]:
    """Return the groups without groups below, whose images would tell classes; none before the first split."""
    return [group for group in project.tree().leaves() if group.depth > 0 and group.size]


def class_names(groups: list[Group]) -> list[str]:
    """Return a class name for each group: its title, with its path where two are alike."""
    titles = [group.title for group in groups]
    return [
        title if titles.count(title) == 1 else f"{title} ({group.path})"
        for title, group in zip(titles, groups, strict=True)
    ]


def offer_groups(project: Project) -> None:
    """Say that no labeled image tells a class yet, and offer the groups as classes."""
    found = leaves(project)
    st.info("No label set has labeled images yet, so no image tells what a class looks like.")
    with st.container(horizontal=True, vertical_alignment="center"):
        if 2 <= len(found) <= MOST:
            reason = not_allowed("label")
            st.button(
                f"Take {counted(len(found), 'group')} as classes",
                key="zs-groups",
                type="primary",
                disabled=bool(reason),
                help=reason or f"Promotes each group in a label set of its own, '{SET}'; undo takes them back.",
                on_click=partial(_promote, project, found),
            )
        st.page_link(PAGES / "explore.py", label="Promote groups in Explore", query_params=place().query())
        st.page_link(PAGES / "label.py", label="Label images", query_params=place().query())


def _promote(project: Project, groups: list[Group]) -> None:
    def edit(base: int) -> str:
        for step, (group, name) in enumerate(zip(groups, class_names(groups), strict=True)):
            project.promote(group.path, name, SET, base=base if step == 0 else None)
        return f"{counted(len(groups), 'group')} are classes in '{SET}' now."

    if act(project, edit):
        st.query_params["from"] = SET
