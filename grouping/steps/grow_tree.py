"""Grow: sub-cluster every group by the rule until it stops, so that a steward starts from leaves nearly pure."""

from collections import deque
from dataclasses import dataclass, replace

from grouping.edits import Edit, Split, State
from grouping.errors import GrouplineError
from grouping.history import History
from grouping.steps.decide import decide, history
from grouping.steps.edit_groups import counted
from grouping.steps.split_group import chosen, refuse_stale, take_partition
from grouping.steps.sweep_group import GroupSweep, sweep_group
from grouping.store.images import image_table
from grouping.store.workspace import Workspace
from grouping.sweep import SweepSpec
from grouping.tree import Group, Tree
from grouping.types import Progress, silent


@dataclass(frozen=True, slots=True)
class GrowSpec:
    """When a group is left as it is, and by what it is split otherwise."""

    by: str = "min-max"
    """'min-max' or 'convergence' (which needs near-labels)."""
    min_size: int = 20
    """Groups with fewer images are left."""
    min_silhouette: float = 0.1
    """Groups whose best partition has a lower silhouette are left: nothing in them stands apart."""
    max_depth: int = 6
    stop_when_pure: bool = True
    """Groups whose near-labels are all of one class are left."""

    def __post_init__(self) -> None:
        if self.by not in ("min-max", "convergence"):
            raise GrouplineError(f"Groups grow by 'min-max' or by 'convergence'; got '{self.by}'.")
        if self.min_size < 3 or self.max_depth < 1 or not -1 <= self.min_silhouette <= 1:
            raise GrouplineError(
                "Growing needs min_size of at least 3, max_depth of at least 1, a silhouette in [-1, 1]."
            )


@dataclass(frozen=True, slots=True)
class Growth:
    """What growing did: the groups it split, and the leaves with the reason why each was left."""

    splits: int
    leaves: dict[str, str]


def grow_tree(
    workspace: Workspace,
    project_id: int,
    start: str,
    spec: GrowSpec,
    sweep_spec: SweepSpec,
    user: str,
    *,
    encoder: str | None = None,
    preprocessing: str | None = None,
    use_near_labels: bool = True,
    progress: Progress = silent,
) -> Growth:
    """Split a group and all that comes of it, as one step of the history, or not at all.

    Sweeps are kept as they finish, so that a run after a kill or a cancel goes on from there. Raises GrouplineError
    when no group can be split, ConflictError when the group changed meanwhile.
    """
    past = history(workspace, project_id)
    tree, base = past.state.tree, past.number
    near_labels = _near_labels(workspace, project_id) if use_near_labels else {}
    edits: list[Edit] = []
    leaves: dict[str, str] = {}
    waiting = deque([tree.group(start)])
    settled, total = 0, tree.group(start).size
    while waiting:
        group = waiting.popleft()
        progress(settled, total, f"splitting '{group.path}' ({counted(group.size)})")
        reason = _why_not(group, spec, near_labels)
        sweep = (
            None
            if reason
            else _sweep(workspace, project_id, group, sweep_spec, encoder, preprocessing, use_near_labels)
        )
        reason = reason or _why_not_split(sweep, spec)
        if sweep is None or reason:
            leaves[group.path] = reason
            settled += group.size
            continue
        tree, edit = _split(workspace, project_id, tree, group, sweep, spec)
        edits.append(edit)
        waiting.extend(tree.children(group.path))
        settled += len(tree.rest(group.path))
    if not edits:
        raise GrouplineError(f"Group '{start}' is left as it is: {leaves[start]}.")
    _keep(workspace, project_id, start, edits, len(leaves), user, base)
    return Growth(len(edits), leaves)


def _near_labels(workspace: Workspace, project_id: int) -> dict[int, str]:
    table = image_table(workspace.database, project_id)[["id", "near_label"]].dropna()
    return dict(zip(table["id"], table["near_label"], strict=True))


def _why_not(group: Group, spec: GrowSpec, near_labels: dict[int, str]) -> str:
    if group.size < spec.min_size:
        return f"it has {counted(group.size)}, fewer than {spec.min_size}"
    if group.depth >= spec.max_depth:
        return f"it lies {spec.max_depth} levels deep"
    found = {near_labels[i] for i in group.image_ids if i in near_labels}
    known = sum(i in near_labels for i in group.image_ids)
    if spec.stop_when_pure and len(found) == 1 and 2 * known >= group.size:
        return f"its near-labels are all '{next(iter(found))}'"
    return ""


def _sweep(
    workspace: Workspace,
    project_id: int,
    group: Group,
    spec: SweepSpec,
    encoder: str | None,
    preprocessing: str | None,
    use_near_labels: bool,
) -> GroupSweep:
    fitting = tuple(k for k in spec.clusters if k < group.size)
    return sweep_group(
        workspace,
        project_id,
        group,
        replace(spec, clusters=fitting or (2,)),
        encoder=encoder,
        preprocessing=preprocessing,
        use_near_labels=use_near_labels,
    )


def _why_not_split(sweep: GroupSweep | None, spec: GrowSpec) -> str:
    if sweep is None:
        return ""
    best = sweep.min_max.selected
    if best.silhouette < spec.min_silhouette:
        return f"its best partition has a silhouette of {best.silhouette:.3f}, below {spec.min_silhouette}"
    return ""


def _split(
    workspace: Workspace, project_id: int, tree: Tree, group: Group, sweep: GroupSweep, spec: GrowSpec
) -> tuple[Tree, Split]:
    by = spec.by if spec.by == "min-max" or sweep.table["convergence_difference"].notna().any() else "min-max"
    algorithm, n_clusters, how = chosen(sweep, by)
    key = take_partition(workspace, project_id, sweep, algorithm, n_clusters)
    source = f"{algorithm}, {n_clusters} clusters, {how}"
    labels = sweep.labels(algorithm, n_clusters)
    refuse_stale(sweep, group)
    return tree.split(group.path, sweep.image_ids, labels, source, key), Split(group.path, key, source)


def _keep(
    workspace: Workspace, project_id: int, start: str, edits: list[Edit], leaves: int, user: str, base: int
) -> None:
    def make(past: History) -> tuple[list[Edit], str]:
        state: State = past.state
        size = state.tree.group(start).size
        return edits, f"grew '{start}' ({counted(size)}) into {leaves} groups by {len(edits)} splits"

    decide(workspace, project_id, user, make, base)
