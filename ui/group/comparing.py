"""A partition of a sweep beside another one, the near-labels, a label set or groups; a cell opens in Explore."""

import streamlit as st

from grouping.project import Project
from grouping.tree import Group
from ui.comparing.choice import COLUMNS, ROWS
from ui.comparing.comparison import comparison
from ui.comparing.ground import SWEEP, Ground
from ui.comparing.matrix import part_in
from ui.group.sweeps import FinishedSweep
from ui.navigation import PAGES
from ui.place import place

_KEY, _OPENED = "group-matrix", "group-part-opened"
HEIGHT = 560


def compare_partitions(
    project: Project, group: Group, finished: list[FinishedSweep], sweep_key: str, point: tuple[str, int]
) -> None:
    """Draw it; the rows are the partition that is looked at, until another one is chosen."""
    part = st.session_state.pop(_OPENED, "")
    if ROWS not in st.query_params:
        st.query_params[ROWS] = f"{SWEEP}:{sweep_key}:{point[0]}:{point[1]}"
    state, pictures = project.state(), project.picture_columns()
    ground = Ground(
        project=project,
        group=group,
        children=tuple(state.tree.children(group.path)),
        label_sets=tuple(project.label_sets()),
        sweeps=tuple(finished),
        pictures=pictures,
        rows=pictures.rows(group.image_ids),
    )
    found = comparison(ground, "", HEIGHT, _KEY, _take)
    if found:
        st.caption("A cell, a row or a column opens its images in Explore, to be selected, moved or labeled there.")
        wanted = {ROWS: found.choices[0], COLUMNS: found.choices[1], "part": part}
        if part:
            st.switch_page(PAGES / "explore.py", query_params={**place().query(), "view": "Compare", **wanted})


def _take() -> None:
    st.session_state[_OPENED] = part_in(st.session_state[_KEY].part)
