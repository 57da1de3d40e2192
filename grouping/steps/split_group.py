"""Split: a person takes one partition of a sweep, and the group has children."""

from collections.abc import Iterable, Mapping
from typing import Any

from grouping.edits import Edit, Split
from grouping.errors import GrouplineError
from grouping.history import History
from grouping.metrics.near_labels import near_label_codes
from grouping.neighbours.evidence import ENOUGH
from grouping.steps.decide import current_state, decide
from grouping.steps.sweep_group import GroupSweep
from grouping.store.decisions import keep_partition
from grouping.store.images import image_table
from grouping.store.workspace import Workspace
from grouping.sweep import by_convergence
from grouping.sweep.minmax import best_rows
from grouping.tree import Group

By = str | tuple[str, int]


def chosen(sweep: GroupSweep, by: By, near_labels: Mapping[int, str] | None = None) -> tuple[str, int, str]:
    """Return (algorithm, n_clusters, how it was chosen).

    `by` is 'min-max', 'convergence', 'decisions' or (algorithm, n_clusters); `near_labels` gives image id -> near-label
    to 'decisions', and may name images that were not swept.

    Raises GrouplineError for anything else, and for 'convergence' and 'decisions' without the near-labels they need.
    """
    if by == "min-max":
        point = sweep.min_max.selected
        return point.algorithm, point.n_clusters, "by Min-Max"
    if by == "convergence":
        point = by_convergence(sweep.table)
        return point.algorithm, point.n_clusters, "by convergence difference"
    if by == "decisions":
        return *fewest_decisions(sweep, near_labels or {}), "by fewest decisions"
    if isinstance(by, str) and ":" in by:
        algorithm, _, count = by.partition(":")
        if count.isdigit():
            return algorithm, int(count), "by hand"
    if isinstance(by, (tuple, list)) and len(by) == 2:
        return str(by[0]), int(by[1]), "by hand"
    raise GrouplineError(
        f"Split by 'min-max', 'convergence', 'decisions', or an algorithm and k such as 'kmeans:12'; got '{by}'."
    )


def fewest_decisions(sweep: GroupSweep, near_labels: Mapping[int, str]) -> tuple[str, int]:
    """Return the partition that costs a person the fewest decisions to expect; ties: higher silhouette, then smaller k.

    See `grouping.neighbours.decisions.expected_decisions`. Raises GrouplineError where fewer than 5 of the swept images
    have near-labels: they would say too little.
    """
    from grouping.neighbours.decisions import expected_decisions

    ids = [int(image_id) for image_id in sweep.image_ids]
    known = known_of(ids, near_labels)
    if known < ENOUGH:
        raise GrouplineError(
            f"Splitting by 'decisions' needs near-labels on {ENOUGH} images of the group or more; it has {known}. Give "
            "some images near-labels, or split by 'min-max'."
        )
    codes = near_label_codes([near_labels.get(image_id) for image_id in ids], len(ids))
    rows = best_rows(sweep.table).dropna(subset=["silhouette"])  # a single cluster has none, and splits nothing
    rows = rows.sort_values(["silhouette", "n_clusters"], ascending=[False, True])
    pairs = [(str(name), int(k)) for name, k in zip(rows["algorithm"], rows["n_clusters"], strict=True)]
    return min(pairs, key=lambda pair: expected_decisions(codes, sweep.labels(*pair)))


def known_of(image_ids: Iterable[int], near_labels: Mapping[int, str]) -> int:
    """Return how many of the images have a near-label."""
    return sum(image_id in near_labels for image_id in image_ids)


def stored_near_labels(workspace: Workspace, project_id: int) -> dict[int, str]:
    """Return image id -> near-label of a project's images that have one."""
    table = image_table(workspace.database, project_id)[["id", "near_label"]].dropna()
    return dict(zip(table["id"].tolist(), table["near_label"].tolist(), strict=True))


def split_group(
    workspace: Workspace, project_id: int, path: str, sweep: GroupSweep, by: By, user: str, base: int | None = None
) -> list[Group]:
    """Split a group by one partition of its sweep and return its new children.

    An earlier split of the group gives way to this one and stays in the history. Raises GrouplineError when the
    sweep is not of this group's present images, ConflictError when the group changed after event `base`.
    """
    near_labels = stored_near_labels(workspace, project_id) if by == "decisions" else None
    algorithm, n_clusters, how = chosen(sweep, by, near_labels)
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
