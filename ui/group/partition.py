"""One partition looked at before it is taken: its scores, its clusters as cards, and what the split would do."""

from functools import partial

import numpy as np
import streamlit as st

from grouping.clustering.catalogue import TITLES
from grouping.project import Project
from grouping.steps.sweep_group import GroupSweep
from grouping.tree import Group
from ui.acting import act
from ui.clusters.cards import cluster_cards, near_label_colors
from ui.clusters.cards_html import NEAR_COLORS, cards_html
from ui.clusters.faces import CENTRAL_UP_TO, Faces, faces
from ui.group.sweeps import scores, shown_rows, split_rule, stale, standing
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted

Point = tuple[str, int]
SHOWN = 60


def effect(group: Group, n_clusters: int, below: int) -> str:
    """Return what taking a partition would do, in words."""
    there = f" The {counted(below, 'group')} below it now give way." if below else ""
    title = "The whole project" if group.depth == 0 else f"Group '{group.title}'"
    return f"{title} ({counted(group.size, 'image')}) gets {n_clusters} groups.{there} Undo takes it back."


def _split(project: Project, sweep: GroupSweep, group: Group, point: Point) -> None:
    rule = split_rule(point, shown_rows(sweep.table), sweep.min_max)

    def edit(base: int) -> str:
        made = project.split(group.path, sweep, rule, base=base)
        return f"Split into {counted(len(made), 'group')}: {TITLES.get(point[0], point[0])}, {point[1]} clusters."

    act(project, edit)


@st.cache_data(max_entries=64, show_spinner=False)
def _faces(
    name: str, home: str, sweep_key: str, point: Point, _project: Project, _sweep: GroupSweep
) -> dict[int, Faces]:
    """Return cluster -> its examples; kept by workspace, project, sweep and partition, which name them."""
    labels = np.asarray(_sweep.labels(*point))
    few = len(labels) <= CENTRAL_UP_TO
    wanted = _sweep.image_ids.tolist()
    embeddings = _project.embeddings(_sweep.encoder, _sweep.preprocessing, wanted) if few else None
    return faces(_sweep.image_ids, labels, embeddings)


def _facts(sweep: GroupSweep, point: Point) -> str:
    rows = shown_rows(sweep.table)
    figures = " · ".join(f"{title} {value:.3f}" for title, value in scores(point, rows).items())
    name = f"{TITLES.get(point[0], point[0])}, {counted(point[1], 'cluster')}"
    st.markdown(f"**{name}** — {'; '.join(standing(point, rows, sweep.min_max))}")
    return figures


def split_button(project: Project, sweep: GroupSweep, group: Group, point: Point) -> None:
    """Draw the button that takes a partition; not to be pressed where the group changed since its sweep."""
    st.button(
        f"Split into {point[1]} groups",
        type="primary",
        **allowed("edit groups", disabled=bool(_why_not(sweep, group))),
        on_click=partial(_split, project, sweep, group, point),
    )


def _why_not(sweep: GroupSweep, group: Group) -> str:
    return stale(set(map(int, sweep.image_ids)) | set(sweep.left_out), group.image_ids)


def partition(project: Project, sweep: GroupSweep, group: Group, point: Point) -> None:
    """Draw one partition of a sweep: what the rules say of it, what taking it would do, its clusters."""
    figures = _facts(sweep, point)
    why_not = _why_not(sweep, group)
    below = sum(1 for _ in project.tree().walk(group.path)) - 1
    st.caption(figures + ("" if why_not else "  \n" + plain(effect(group, point[1], below))))
    if why_not:
        st.warning(why_not)
    _cards(project, sweep, point)


def _cards(project: Project, sweep: GroupSweep, point: Point) -> None:
    pictures = project.picture_columns()
    shown = _faces(project.name, str(project.workspace.home), sweep.key, point, project, sweep)
    present = np.isin(sweep.image_ids, pictures.ids)
    labels = np.asarray(sweep.labels(*point))
    cards = cluster_cards(sweep.image_ids[present], labels[present], pictures, shown)
    colors = near_label_colors(cards, NEAR_COLORS)
    aspect = pictures.aspect(pictures.rows(sweep.image_ids))
    st.html(cards_html(cards[:SHOWN], aspect, colors))
    if len(cards) > SHOWN:
        st.caption(f"The {SHOWN} largest of {len(cards)} clusters.")
