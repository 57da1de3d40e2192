"""By what the images of a group can be sorted, and the sorting that a choice means."""

from dataclasses import dataclass

import streamlit as st

from grouping.clustering.catalogue import TITLES
from grouping.errors import UnknownNameError
from grouping.labels import LabelSet
from grouping.project import Project
from grouping.steps.sweep_group import GroupSweep
from grouping.tree import Group
from grouping.types import Ints
from ui.comparing.sorting import Sorting, by_clusters, by_groups, by_labels
from ui.explore.nodes import title_of
from ui.explore.pictures import Pictures
from ui.group.sweeps import FinishedSweep, parse_point, shown_rows

GROUPS, NEAR, LABELS, SWEEP = "groups", "near", "labels", "sweep"


@dataclass(frozen=True, slots=True)
class Ground:
    """The images of a group, and what sorts them."""

    project: Project
    group: Group
    children: tuple[Group, ...]
    label_sets: tuple[LabelSet, ...]
    sweeps: tuple[FinishedSweep, ...]
    pictures: Pictures
    rows: Ints
    """(n_images,): where the group's images stand in `pictures`, ascending."""

    @property
    def ids(self) -> Ints:
        """The group's images, ascending."""
        return self.pictures.ids[self.rows]

    def sweep(self, key: str) -> GroupSweep:
        """Return one of the group's finished sweeps."""
        return _sweep(str(self.project.workspace.home), self.project.name, self.group.path, key)


@st.cache_resource(max_entries=8, show_spinner=False)
def _sweep(home: str, name: str, path: str, key: str) -> GroupSweep:
    return Project.open(name, home=home).open_sweep(path, key)


def kinds(ground: Ground) -> dict[str, str]:
    """Return what the images can be sorted by: 'groups', 'near', 'labels:NAME', 'sweep:KEY' -> its title."""
    found = {GROUPS: "Groups below"} if ground.children else {}
    if ground.pictures.near_names:
        found[NEAR] = "Near-labels"
    found |= {f"{LABELS}:{one.name}": f"Label set '{one.name}'" for one in ground.label_sets if one.labels}
    return found | {f"{SWEEP}:{one.key}": f"Sweep: {one.title}" for one in ground.sweeps}


def points(ground: Ground, kind: str) -> dict[str, str]:
    """Return the partitions of a sweep, 'kmeans:7' -> its title, the Min-Max pick first; none for another kind."""
    if not kind.startswith(f"{SWEEP}:"):
        return {}
    sweep = ground.sweep(kind.partition(":")[2])
    pick, table = sweep.min_max.selected, shown_rows(sweep.table)
    there = zip(table["algorithm"], table["n_clusters"], strict=True)
    named = {f"{name}:{k}": f"{TITLES.get(name, name)}, {k}" for name, k in there}
    first = f"{pick.algorithm}:{pick.n_clusters}"
    return {first: f"{named[first]} (Min-Max)", **{key: title for key, title in named.items() if key != first}}


def split_choice(choice: str) -> tuple[str, str]:
    """Return the kind and the point of a choice: 'sweep:KEY:kmeans:7' as 'sweep:KEY' and 'kmeans:7'."""
    kind, *rest = choice.split(":")
    if kind != SWEEP or not rest:
        return choice, ""
    return f"{kind}:{rest[0]}", ":".join(rest[1:])


def sorting_of(ground: Ground, choice: str) -> Sorting:
    """Return the sorting that a choice means; raises UnknownNameError where there is none."""
    kind, point = split_choice(choice)
    titles = kinds(ground)
    if kind not in titles:
        raise UnknownNameError(f"There is nothing like '{choice}' to compare any more; choose another.")
    if kind == GROUPS:
        return by_groups(titles[kind], [(title_of(child), child) for child in ground.children], ground.ids)
    if kind == NEAR:
        return Sorting(titles[kind], ground.pictures.near_names, ground.pictures.near_codes[ground.rows])
    if kind.startswith(f"{LABELS}:"):
        return by_labels(next(one for one in ground.label_sets if f"{LABELS}:{one.name}" == kind), ground.ids)
    return _of_sweep(ground, kind, point)


def _of_sweep(ground: Ground, kind: str, point: str) -> Sorting:
    sweep = ground.sweep(kind.partition(":")[2])
    found = parse_point(point, shown_rows(sweep.table))
    if found is None:
        raise UnknownNameError(f"The sweep has no partition '{point}'; choose another.")
    title = f"{TITLES.get(found[0], found[0])}, {found[1]} ({sweep.encoder})"
    return by_clusters(title, sweep.image_ids.tolist(), sweep.labels(*found), ground.ids)
