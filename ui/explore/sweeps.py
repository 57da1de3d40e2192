"""What a group's newest sweep offers to split by, as plain values."""

from dataclasses import dataclass

import numpy as np
import streamlit as st

from grouping.project import Project
from grouping.tree import Group


@dataclass(frozen=True, slots=True)
class Offer:
    """The partitions of a finished sweep, and which of them the rules pick."""

    algorithm: str
    n_clusters: int
    """What Min-Max picks."""
    reasons: tuple[str, ...]
    points: dict[str, tuple[int, ...]]
    """Algorithm -> the numbers of clusters there are."""
    has_near_labels: bool
    encoder: str


@st.cache_resource(max_entries=16, show_spinner=False)
def _read(home: str, name: str, path: str, key: str) -> Offer:
    sweep = Project.open(name, home=home).open_sweep(path, key)
    table, pick = sweep.table, sweep.min_max.selected
    points = {
        str(name): tuple(sorted(set(part["n_clusters"]))) for name, part in table.groupby("algorithm", sort=False)
    }
    return Offer(
        algorithm=pick.algorithm,
        n_clusters=int(pick.n_clusters),
        reasons=tuple(sweep.min_max.reasons),
        points={name: tuple(int(k) for k in ks if k > 1) for name, ks in points.items()},
        has_near_labels=bool(table["convergence_difference"].notna().any()),
        encoder=sweep.encoder,
    )


def offer_of(project: Project, group: Group) -> Offer | None:
    """Return what the group's newest sweep offers; None without one, or when the group has changed since."""
    records = project.sweeps(group.path)
    if not records:
        return None
    newest = records[0]
    left_out = np.array([int(image_id) for image_id in newest.left_out], np.int64)
    swept = np.sort(np.concatenate([newest.image_ids, left_out]), kind="stable")  # which is quick where most ascends
    if not np.array_equal(swept, np.array(group.image_ids, np.int64)):
        return None
    return _read(str(project.workspace.home), project.name, group.path, newest.key)


def most_clusters(size: int) -> int:
    """Return up to how many clusters a sweep of so many images is worth: 50, fewer for small groups."""
    return max(2, min(50, size // 3))
