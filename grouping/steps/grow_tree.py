"""Grow: sub-cluster every group by the rule until it stops, so that a steward starts from leaves nearly pure."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from grouping.edits import Edit, Split, State
from grouping.errors import GrouplineError
from grouping.history import History
from grouping.neighbours.evidence import ENOUGH, PURE
from grouping.steps.decide import decide, history
from grouping.steps.edit_groups import counted
from grouping.steps.split_group import chosen, known_of, refuse_stale, stored_near_labels, take_partition
from grouping.steps.sweep_group import GroupSweep, sweep_group
from grouping.store.workspace import Workspace
from grouping.sweep import SweepSpec
from grouping.tree import Group, Tree
from grouping.types import Progress, silent

WAYS = ("min-max", "convergence", "decisions")
SMALLEST = 20
"""Growing goes on down to a tenth of the images it began with, but not below this many.

Without near-labels nothing tells a pure group from a mixed one, and the parts of a pure one cost a decision each: grown
down to a tenth, 50 and 20 images, X-SDD takes a simulated steward 118, 201 and 289 decisions, ungrown 80
(`python -m benchmarks.steward`). With near-labels on 10 % growing stops by itself: 80, and 56 by 'decisions'."""


@dataclass(frozen=True, slots=True)
class GrowSpec:
    """When a group is left as it is, and by what it is split otherwise."""

    by: str = "min-max"
    """'min-max', or with near-labels 'convergence' or 'decisions'; a group with too few is split by Min-Max."""
    min_size: int | None = None
    """Groups with fewer images are left; None: a tenth of the images that growing begins with, at least 20."""
    min_silhouette: float | None = None
    """Groups whose best partition has a lower silhouette are left. None leaves none for that: pure groups have parts
    that stand apart, too."""
    max_depth: int = 6
    stop_when_pure: bool = True
    """Groups in which 95 % of the near-labels agree, of 5 or more, are left."""

    def __post_init__(self) -> None:
        if self.by not in WAYS:
            raise GrouplineError(f"Groups grow by {', '.join(map(repr, WAYS))}; got '{self.by}'.")
        if self.min_size is not None and self.min_size < 3:
            raise GrouplineError(f"Growing needs a min_size of at least 3; got {self.min_size}.")
        if self.min_silhouette is not None and not -1 <= self.min_silhouette <= 1:
            raise GrouplineError(f"Growing needs a min_silhouette in [-1, 1]; got {self.min_silhouette}.")
        if self.max_depth < 1:
            raise GrouplineError(f"Growing needs a max_depth of at least 1; got {self.max_depth}.")

    def least(self, n_images: int) -> int:
        """Return how many images a group must have to be split, where growing began with `n_images`."""
        return max(SMALLEST, n_images // 10) if self.min_size is None else self.min_size


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
    near_labels = stored_near_labels(workspace, project_id) if use_near_labels else {}
    spec = replace(spec, min_size=spec.least(tree.group(start).size))
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
        tree, edit = _split(workspace, project_id, tree, group, sweep, spec.by, near_labels)
        edits.append(edit)
        waiting.extend(tree.children(group.path))
        settled += len(tree.rest(group.path))
    if not edits:
        raise GrouplineError(f"Group '{start}' is left as it is: {leaves[start]}.")
    _keep(workspace, project_id, start, edits, len(leaves), user, base)
    return Growth(len(edits), leaves)


def _why_not(group: Group, spec: GrowSpec, near_labels: Mapping[int, str]) -> str:
    least = spec.least(group.size)
    if group.size < least:
        return f"it has {counted(group.size)}, fewer than {least}"
    if group.depth >= spec.max_depth:
        return f"it lies {spec.max_depth} levels deep"
    return _agreement(group, near_labels) if spec.stop_when_pure else ""


def _agreement(group: Group, near_labels: Mapping[int, str]) -> str:
    found = Counter(near_labels[i] for i in group.image_ids if i in near_labels)
    known = found.total()
    if known < ENOUGH:
        return ""
    label, agree = found.most_common(1)[0]
    if agree < PURE * known:
        return ""
    many = f"all {known}" if agree == known else f"{agree} of {known}"
    return f"{many} near-labels in it are '{label}'"


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
    if spec.min_silhouette is not None and best.silhouette < spec.min_silhouette:
        return f"its best partition has a silhouette of {best.silhouette:.3f}, below {spec.min_silhouette}"
    return ""


def _split(
    workspace: Workspace,
    project_id: int,
    tree: Tree,
    group: Group,
    sweep: GroupSweep,
    by: str,
    near_labels: Mapping[int, str],
) -> tuple[Tree, Split]:
    algorithm, n_clusters, how = chosen(sweep, _way(by, sweep, near_labels), near_labels)
    key = take_partition(workspace, project_id, sweep, algorithm, n_clusters)
    source = f"{algorithm}, {n_clusters} clusters, {how}"
    labels = sweep.labels(algorithm, n_clusters)
    refuse_stale(sweep, group)
    return tree.split(group.path, sweep.image_ids, labels, source, key), Split(group.path, key, source)


def _way(by: str, sweep: GroupSweep, near_labels: Mapping[int, str]) -> str:
    """Return the way to split this group: Min-Max where its near-labels are too few for another."""
    serves = {
        "convergence": bool(sweep.table["convergence_difference"].notna().any()),
        "decisions": known_of(map(int, sweep.image_ids), near_labels) >= ENOUGH,
    }
    return by if serves.get(by) else "min-max"


def _keep(
    workspace: Workspace, project_id: int, start: str, edits: list[Edit], leaves: int, user: str, base: int
) -> None:
    def make(past: History) -> tuple[list[Edit], str]:
        state: State = past.state
        size = state.tree.group(start).size
        return edits, f"grew '{start}' ({counted(size)}) into {leaves} groups by {len(edits)} splits"

    decide(workspace, project_id, user, make, base)
