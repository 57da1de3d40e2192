"""The page of sweeps: curves of every algorithm, and any partition looked at before it is taken."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import Group
from ui.acting import note_version, tell
from ui.group.choosing import choose_by_click, choose_by_name, choose_group, choose_sweep, chosen_point
from ui.group.compare import encoders_side_by_side
from ui.group.comparing import compare_partitions
from ui.group.form import sweep_form
from ui.group.jobs import last_failure, sweeping, watch
from ui.group.partition import partition, split_button
from ui.group.sweeps import FinishedSweep, finished_sweeps, newest_by_encoder
from ui.next_step import next_step
from ui.place import open_project
from ui.plain import plain

CURVES, COMPARE, ENCODERS = "Curves", "Compare", "Encoders side by side"


def _first_sweep(project: Project, group: Group) -> None:
    st.subheader("Not swept yet")
    st.write(
        "Five algorithms divide the group's images into every number of clusters of a range; the Min-Max rule then "
        "names the partition with low entropy and high silhouette. You look at any of them before you take it."
    )
    if not project.encodings():
        next_step("The images have no embeddings yet: encode them first.", "encode.py", "Go to Encode")
    elif not sweeping(project, group.path):
        with st.container(border=True, width=760):
            sweep_form(project, group)


def _reasons(reasons: tuple[str, ...], notes: tuple[str, ...]) -> None:
    with st.expander("Why: the Min-Max rule in words", expanded=True):
        st.caption("\n".join(f"- {plain(reason)}" for reason in (*reasons, *notes)))


def _curves(project: Project, group: Group, finished: FinishedSweep) -> None:
    sweep = project.open_sweep(group.path, finished.key)
    point = chosen_point(sweep)
    choose_by_click(sweep, point)
    _reasons(sweep.min_max.reasons, tuple(sweep.sweep.notes))
    row = st.container(horizontal=True, vertical_alignment="bottom")
    choose_by_name(sweep, point, row)
    with row:
        st.space("stretch")
        split_button(project, sweep, group, point)
    partition(project, sweep, group, point)


def _swept(project: Project, group: Group, finished: list[FinishedSweep], chosen: FinishedSweep) -> None:
    rivals = newest_by_encoder(finished)
    views = [CURVES, COMPARE, *([ENCODERS] if len(rivals) > 1 else [])]
    view = st.segmented_control(
        "View", views, default=CURVES, required=True, key="view", bind="query-params", label_visibility="collapsed"
    )
    if view == COMPARE:
        point = chosen_point(project.open_sweep(group.path, chosen.key))
        compare_partitions(project, group, finished, chosen.key, point)
    elif view == ENCODERS and len(rivals) > 1:
        encoders_side_by_side(project, group.path, rivals)
    else:
        _curves(project, group, chosen)


def _choices(project: Project) -> tuple[Group, list[FinishedSweep], FinishedSweep | None]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = choose_group(project)
        finished = finished_sweeps(project, group.path)
        if not finished:
            return group, [], None
        chosen = choose_sweep(finished)
        with st.popover("New sweep"):
            sweep_form(project, group)
    return group, finished, chosen


def _page() -> None:
    st.title("Group")
    project = open_project()
    if project is None:
        next_step("There is no project yet: create one and import images.", "images.py", "Go to Images")
        return
    tell()
    note_version(project)
    if not len(project.picture_columns().ids):
        next_step("This project has no images yet: import some first.", "images.py", "Go to Images")
        return
    group, finished, chosen = _choices(project)
    watch(project, group.path)
    failed = last_failure(project, group.path)
    if failed:
        st.error(plain(f"The last sweep failed: {failed.error}"))
    if chosen:
        _swept(project, group, finished, chosen)
    else:
        _first_sweep(project, group)


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
