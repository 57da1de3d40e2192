"""Which group, which of its sweeps and which partition is looked at: chosen here, kept in the address."""

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from grouping.clustering.catalogue import TITLES
from grouping.project import Project
from grouping.steps.sweep_group import GroupSweep
from grouping.tree import ROOT, Group
from ui.figures.curves import sweep_curves
from ui.group.sweeps import FinishedSweep, convergence_point, nearest_point, parse_point, shown_rows
from ui.place import place
from ui.plain import plain
from ui.wording import counted

Point = tuple[str, int]
_GROUP, _SWEEP, _CHART = "group-choice", "sweep-choice", "sweep-curves"
_ALGORITHM, _CLUSTERS = "algorithm-choice", "clusters-choice"


def group_title(group: Group) -> str:
    """Return a group as a list names it, indented by its depth."""
    name = "All images" if group.path == ROOT else f"{group.path} {group.name}".strip()
    return f"{' ' * 4 * group.depth}{name} · {counted(group.size, 'image')}"


def _take_group() -> None:
    st.query_params.from_dict(place().query(group=st.session_state[_GROUP]))


def choose_group(project: Project) -> Group:
    """Draw the choice of a group; one that the address names but is gone gives way to all images."""
    groups = {group.path: group for group in project.tree().walk()}
    wanted = place().group
    if wanted not in groups:
        st.warning(f"There is no group '{plain(wanted, 60)}' any more; these are all images.")
        wanted = ROOT
    st.session_state[_GROUP] = wanted
    st.selectbox(
        "Group",
        list(groups),
        key=_GROUP,
        width=230,
        on_change=_take_group,
        format_func=lambda p: group_title(groups[p]),
    )
    return groups[wanted]


def _take_sweep() -> None:
    st.query_params.from_dict(place().query(sweep=st.session_state[_SWEEP]))


def choose_sweep(finished: list[FinishedSweep]) -> FinishedSweep:
    """Draw the choice among a group's finished sweeps; the newest is the first."""
    by_key = {one.key: one for one in finished}
    wanted = st.query_params.get("sweep", "")
    st.session_state[_SWEEP] = wanted if wanted in by_key else finished[0].key
    st.selectbox(
        "Finished sweep",
        list(by_key),
        key=_SWEEP,
        on_change=_take_sweep,
        format_func=lambda k: by_key[k].title,
        help=plain(by_key[st.session_state[_SWEEP]].details),
        width=400,
    )
    return by_key[st.session_state[_SWEEP]]


def chosen_point(sweep: GroupSweep) -> Point:
    """Return the partition that the address names, or the Min-Max pick."""
    pick = sweep.min_max.selected
    named = parse_point(st.query_params.get("partition", ""), shown_rows(sweep.table))
    return named or (pick.algorithm, pick.n_clusters)


def go_to(point: Point) -> None:
    """Look at another partition."""
    st.query_params["partition"] = f"{point[0]}:{point[1]}"


def _take_click() -> None:
    chart: Any = st.session_state[_CHART]
    points = chart["selection"]["points"]
    if points and points[0].get("customdata"):
        algorithm, n_clusters = points[0]["customdata"][:2]
        go_to((str(algorithm), int(n_clusters)))


def choose_by_click(sweep: GroupSweep, point: Point) -> None:
    """Draw the curves; a click on a point looks at its partition."""
    st.plotly_chart(
        sweep_curves(shown_rows(sweep.table), sweep.min_max, point),
        key=_CHART,
        on_select=_take_click,
        selection_mode="points",
        config={"displayModeBar": False},
        alt="Scores of every partition over the number of clusters, one line an algorithm",
    )


def _take_choice(sweep: GroupSweep) -> None:
    wanted = st.session_state[_ALGORITHM], st.session_state[_CLUSTERS]
    go_to(nearest_point(wanted, shown_rows(sweep.table)))


def choose_by_name(sweep: GroupSweep, point: Point, row: DeltaGenerator) -> None:
    """Draw, into a row, what the click on a curve does for the keyboard, and the two rules' choices."""
    rows, pick = shown_rows(sweep.table), sweep.min_max.selected
    picked, converged = (pick.algorithm, pick.n_clusters), convergence_point(rows)
    st.session_state[_ALGORITHM], st.session_state[_CLUSTERS] = point
    own = rows[rows["algorithm"] == point[0]]["n_clusters"]
    with row:
        take = partial(_take_choice, sweep)
        names = list(dict.fromkeys(rows["algorithm"]))
        st.selectbox(
            "Algorithm", names, key=_ALGORITHM, format_func=lambda n: TITLES.get(n, n), width=190, on_change=take
        )
        st.selectbox("Clusters", sorted(map(int, own)), key=_CLUSTERS, width=90, on_change=take)
        st.button("Min-Max pick", disabled=point == picked, on_click=go_to, args=(picked,))
        if converged:
            best = "Best convergence"
            st.button(
                best,
                disabled=point == converged,
                on_click=go_to,
                args=(converged,),
                help="The partition with the smallest convergence difference to the near-labels",
            )
