"""Split: a person takes one partition of a sweep, and the group has children."""

from typing import Any

from grouping.edits import Edit, Split
from grouping.errors import GrouplineError
from grouping.history import History
from grouping.steps.decide import current_state, decide
from grouping.steps.sweep_group import GroupSweep
from grouping.store.decisions import keep_partition
from grouping.store.workspace import Workspace
from grouping.sweep import by_convergence
from grouping.tree import Group

By = str | tuple[str, int]


def chosen(sweep: GroupSweep, by: By) -> tuple[str, int, str]:
    """Return (algorithm, n_clusters, how it was chosen) for 'min-max', 'convergence' or (algorithm, n_clusters).

    Raises GrouplineError for anything else, and for 'convergence' without near-labels.
    """
    if by == "min-max":
        point = sweep.min_max.selected
        return point.algorithm, point.n_clusters, "by Min-Max"
    if by == "convergence":
        point = by_convergence(sweep.table)
        return point.algorithm, point.n_clusters, "by convergence difference"
    if isinstance(by, str) and ":" in by:
        algorithm, _, count = by.partition(":")
        if count.isdigit():
            return algorithm, int(count), "by hand"
    if isinstance(by, (tuple, list)) and len(by) == 2:
        return str(by[0]), int(by[1]), "by hand"
    raise GrouplineError(f"Split by 'min-max', 'convergence', or an algorithm and k such as 'kmeans:12'; got '{by}'.")


def split_group(
    workspace: Workspace, project_id: int, path: str, sweep: GroupSweep, by: By, user: str, base: int | None = None
) -> list[Group]:
    """Split a group by one partition of its sweep and return its new children.

    An earlier split of the group gives way to this one and stays in the history. Raises GrouplineError when the
    sweep is not of this group's present images, ConflictError when the group changed after event `base`.
    """
    algorithm, n_clusters, how = chosen(sweep, by)
    key = take_partition(workspace, project_id, sweep, algorithm, n_clusters)
    source = f"{algorithm}, {n_clusters} clusters, {how}"

    def make(past: History) -> tuple[list[Edit], str]:
        group = past.state.tree.group(path)
        refuse_stale(sweep, group)
        sentence = f"split '{group.title}' ({group.size:,} images) into {n_clusters} groups: {source}"
        return [Split(path, key, source)], sentence

    decide(workspace, project_id, user, make, base)
    return current_state(workspace, project_id).tree.children(path)


def take_partition(workspace: Workspace, project_id: int, sweep: GroupSweep, algorithm: str, n_clusters: int) -> str:
    """Keep a partition of a sweep, with where it comes from, and return its key."""
    labels = sweep.labels(algorithm, n_clusters)
    origin: dict[str, Any] = {
        "sweep": sweep.key,
        "algorithm": algorithm,
        "n_clusters": int(n_clusters),
        "encoder": sweep.encoder,
        "preprocessing": sweep.preprocessing,
        "weights_checksum": sweep.weights_checksum,
    }
    return keep_partition(workspace.database, project_id, sweep.image_ids, labels, origin)


def refuse_stale(sweep: GroupSweep, group: Group) -> None:
    """Raise GrouplineError when a group's images are no longer those of the sweep."""
    swept = set(map(int, sweep.image_ids)) | set(sweep.left_out)
    if swept != set(group.image_ids):
        raise GrouplineError(
            f"The sweep is of {len(swept)} images, but group '{group.path}' now has {group.size}, not all the same; "
            "sweep the group again."
        )
