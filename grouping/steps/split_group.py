"""Split: a person takes one partition of a sweep, and the group has children."""

from typing import Any

from grouping.errors import GrouplineError
from grouping.steps.read_tree import current_tree
from grouping.steps.sweep_group import GroupSweep
from grouping.store.decisions import add_event, keep_partition
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
    workspace: Workspace, project_id: int, group: Group, sweep: GroupSweep, by: By, user: str
) -> list[Group]:
    """Split a group by one partition of its sweep and return its new children.

    An earlier split of the group gives way to this one and stays in the history. Raises GrouplineError when the
    sweep is not of this group's present images.
    """
    if set(map(int, sweep.image_ids)) | set(sweep.left_out) != set(group.image_ids):
        raise GrouplineError(
            f"The sweep is of {len(sweep.image_ids) + len(sweep.left_out)} images, but group '{group.path}' now has "
            f"{group.size}, not all the same; sweep the group again."
        )
    algorithm, n_clusters, how = chosen(sweep, by)
    labels = sweep.labels(algorithm, n_clusters)
    origin: dict[str, Any] = {"sweep": sweep.key, "algorithm": algorithm, "n_clusters": int(n_clusters)}
    source = f"{algorithm}, {n_clusters} clusters, {how}"
    with workspace.database.write() as session:
        key = keep_partition(session, project_id, sweep.image_ids, labels, origin)
        payload = {"group": group.path, "partition": key, "source": source, "by": how, **origin}
        add_event(session, project_id, "split", payload, user)
    return current_tree(workspace.database, project_id).children(group.path)
