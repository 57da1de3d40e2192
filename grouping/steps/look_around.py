"""Look around: similar images, near-duplicates, outliers, likely mislabeled, facts of groups, what to look at next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from grouping.errors import GrouplineError, UnknownNameError
from grouping.neighbours.duplicates import DEFAULT, near_duplicates, threshold_table
from grouping.neighbours.facts import GroupFacts, group_facts
from grouping.neighbours.index import nearest
from grouping.neighbours.mislabeled import likely_mislabeled
from grouping.neighbours.outliers import STANDS_OUT, outlier_scores
from grouping.neighbours.suggest import Suggestion, suggest
from grouping.steps.decide import current_state
from grouping.steps.encode_images import encoded_sha256s, find_embeddings, load_embeddings
from grouping.store.images import image_table
from grouping.store.workspace import Workspace
from grouping.tree import ROOT
from grouping.types import Floats, Progress, silent


@dataclass(frozen=True, slots=True)
class Embedded:
    """Images of a project with their embeddings: a table (id, uri, sha256, near_label...) and X, row by row."""

    table: pd.DataFrame
    X: Floats

    def ids(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the image ids of some rows."""
        own = self.table["id"].to_numpy()
        return tuple(int(own[row]) for row in rows)

    def row(self, image_id: int) -> int:
        """Return the row of an image; raises UnknownNameError when it is not among these."""
        found = np.flatnonzero(self.table["id"] == image_id)
        if not len(found):
            raise UnknownNameError(f"Image {image_id} has no embedding here, or is not in this group.")
        return int(found[0])


def embedded(
    workspace: Workspace,
    project_id: int,
    group: str = ROOT,
    encoder: str | None = None,
    preprocessing: str | None = None,
) -> Embedded:
    """Return a group's images that have embeddings, by ascending id; raises GrouplineError when none has."""
    target = find_embeddings(workspace, project_id, encoder, preprocessing)
    members = current_state(workspace, project_id).tree.group(group).image_ids
    table = image_table(workspace.database, project_id)
    table = table[table["id"].isin(set(members)) & table["sha256"].isin(encoded_sha256s(workspace, target))]
    if table.empty:
        raise GrouplineError(
            f"No image of group '{group}' has embeddings of {target.encoder}; encode the project first."
        )
    table = table.reset_index(drop=True)
    return Embedded(table, load_embeddings(workspace, target, list(table["sha256"])))


def similar_images(view: Embedded, image_id: int, n: int = 12) -> pd.DataFrame:
    """Return the `n` nearest images, nearest first: id, path, near_label, distance (cosine, in [0, 2])."""
    row = view.row(image_id)
    rows, distances = nearest(view.X, np.array([row]), k=n)
    there = rows[0] >= 0
    found = view.table.iloc[rows[0][there]]
    return pd.DataFrame(
        {
            "id": found["id"].to_numpy(),
            "path": found["uri"].to_numpy(),
            "near_label": found["near_label"].to_numpy(),
            "distance": distances[0][there],
        }
    )


def duplicate_groups(
    view: Embedded, threshold: float | None = None, progress: Progress = silent
) -> list[tuple[int, ...]]:
    """Return groups of image ids that are near-duplicates, the largest first; see `near_duplicates`."""
    found = near_duplicates(view.X, DEFAULT if threshold is None else threshold, progress=progress)
    return [view.ids(group.tolist()) for group in found]


def duplicate_thresholds(view: Embedded) -> pd.DataFrame:
    """Return, for each of some thresholds, how many pairs, groups and images it finds, to choose one by."""
    return pd.DataFrame(threshold_table(view.X), columns=["threshold", "pairs", "groups", "images"])


def outlying_images(
    view: Embedded, k: int = 10, limit: float = STANDS_OUT, progress: Progress = silent
) -> pd.DataFrame:
    """Return the images that stand out, farthest first: id, path, near_label, score (see `outlier_scores`)."""
    found = outlier_scores(view.X, k, limit=limit, progress=progress)
    table = view.table.iloc[found.rows]
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(),
            "path": table["uri"].to_numpy(),
            "near_label": table["near_label"].to_numpy(),
            "score": found.scores[found.rows],
        }
    )


def mislabeled_images(
    workspace: Workspace, project_id: int, view: Embedded, label_set: str | None, k: int = 10
) -> pd.DataFrame:
    """Return images whose neighbours carry another label, most suspect first.

    Labels are those of a label set, or the near-labels where none is named. Columns: id, path, label, suggested,
    share (weight of the neighbours with another label, in (0.5, 1]).
    """
    if label_set is None:
        labels: list[str | None] = [None if pd.isna(v) else str(v) for v in view.table["near_label"]]
    else:
        given = current_state(workspace, project_id).label_set(label_set).labels
        labels = [given[int(i)].class_name if int(i) in given else None for i in view.table["id"]]
    suspects = [one for one in likely_mislabeled(view.X, labels, k) if one.share > 0.5 and one.suggested != one.label]
    table = view.table.iloc[[one.row for one in suspects]]
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(),
            "path": table["uri"].to_numpy(),
            "label": [one.label for one in suspects],
            "suggested": [one.suggested for one in suspects],
            "share": [one.share for one in suspects],
        }
    )


def facts_of_groups(workspace: Workspace, project_id: int, view: Embedded, n: int = 6) -> dict[str, GroupFacts]:
    """Return path -> figures of every group of the tree but the root; `central` and `outlying` hold image ids."""
    row_of = {int(image_id): row for row, image_id in enumerate(view.table["id"])}
    groups = {}
    for group in current_state(workspace, project_id).tree.walk():
        rows = [row_of[i] for i in group.image_ids if i in row_of]
        if rows:
            groups[group.path] = rows
    near_labels = [None if pd.isna(label) else str(label) for label in view.table["near_label"]]
    facts = group_facts(view.X, groups, near_labels, n)
    return {
        path: replace(one, central=view.ids(one.central), outlying=view.ids(one.outlying))
        for path, one in facts.items()
    }


def suggestions(
    workspace: Workspace, project_id: int, view: Embedded, label_set: str | None = None
) -> list[Suggestion]:
    """Return which open group to look at next and what to do with it, the best first.

    Open are the groups that were not split and have images without a class in the label set (in any, without one).
    """
    state = current_state(workspace, project_id)
    facts = facts_of_groups(workspace, project_id, view, n=1)
    names = [label_set] if label_set is not None and label_set in state.label_sets else list(state.label_sets)
    if label_set is not None and label_set not in state.label_sets:
        names = []  # the set is still to be made: nothing is labeled in it
    labels = {i: label.class_name for name in names for i, label in state.label_sets[name].labels.items()}
    leaves = [group for group in state.tree.leaves() if group.path in facts]
    per_group: dict[str, dict[str, int]] = {}
    for group in leaves:
        counts = per_group.setdefault(group.path, {})
        for image_id in group.image_ids:
            if image_id in labels:
                counts[labels[image_id]] = counts.get(labels[image_id], 0) + 1
    return suggest(facts, [group.path for group in leaves], per_group)
