"""Look around: similar images, near-duplicates, outliers, likely mislabeled, facts of groups, what to look at next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from grouping.errors import GrouplineError, UnknownNameError
from grouping.neighbours.duplicates import COMPARED, DEFAULT, check_threshold, duplicates_among, table_among
from grouping.neighbours.facts import GroupFacts, group_facts
from grouping.neighbours.graph import Found, Graph
from grouping.neighbours.index import nearest
from grouping.neighbours.mislabeled import opinions
from grouping.neighbours.outliers import STANDS_OUT, scored
from grouping.neighbours.rows import checked_k
from grouping.neighbours.suggest import Suggestion, suggest
from grouping.steps.decide import current_state
from grouping.steps.encode_images import find_embeddings
from grouping.steps.encoded import Encoded, encoded_images
from grouping.steps.neighbour_graph import KeptGraph, kept_graph
from grouping.store.embeddings import EmbeddingSet
from grouping.store.images import image_table
from grouping.store.pictures import NONE, picture_columns
from grouping.store.workspace import Workspace
from grouping.tree import ROOT
from grouping.types import Floats, Ints, Progress, silent

FEW = 500
"""Up to so many images are read from the database one by one."""


@dataclass(frozen=True, eq=False)
class Embedded:
    """Images of a project with their embeddings, by ascending id; what is asked for is read, and no more.

    Where the neighbour graph of the project's embeddings is there and knows enough, it answers, and the embeddings
    stay unread.
    """

    workspace: Workspace
    project_id: int
    target: EmbeddingSet
    images: Encoded
    kept: KeptGraph | None
    """The graph of all images of the project that have embeddings."""

    @cached_property
    def embeddings(self) -> Floats:
        """The embeddings, float32 (n_images, dim)."""
        return self.images.embeddings(self.workspace, self.target)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each image: id, uri, sha256, near_label..."""
        table = image_table(self.workspace.database, self.project_id)
        return table[table["id"].isin(self.images.ids)].reset_index(drop=True)

    @cached_property
    def near_labels(self) -> list[str | None]:
        """The near-label of each image."""
        pictures = picture_columns(self.workspace.database, self.project_id)
        codes = pictures.near_codes[pictures.rows(self.images.ids)]
        return [None if code == NONE else pictures.near_names[code] for code in codes]

    @cached_property
    def graph(self) -> Graph | None:
        """The neighbour graph of these images, which may know fewer neighbours than a search would find."""
        if self.kept is None:
            return None
        return self.kept.graph.among(np.searchsorted(self.kept.ids, self.images.ids))

    def ids(self, rows: Sequence[int] | Ints) -> tuple[int, ...]:
        """Return the image ids of some rows."""
        return tuple(int(i) for i in self.images.ids[np.asarray(rows, np.int64)])

    def row(self, image_id: int) -> int:
        """Return the row of an image; raises UnknownNameError when it is not among these."""
        found = np.flatnonzero(self.images.ids == image_id)
        if not len(found):
            raise UnknownNameError(f"Image {image_id} has no embedding here, or is not in this group.")
        return int(found[0])

    def described(self, rows: Ints) -> pd.DataFrame:
        """Return id, path and near_label of some rows, in their order."""
        ids = self.images.ids[rows]
        table = image_table(self.workspace.database, self.project_id, ids.tolist() if len(ids) <= FEW else None)
        found = table.set_index("id").loc[ids]
        return pd.DataFrame({"id": ids, "path": found["uri"].to_numpy(), "near_label": found["near_label"].to_numpy()})

    def nearest(self, k: int, progress: Progress = silent) -> Found:
        """Return the k nearest images of each: rows and cosine distances, as `nearest` of the embeddings does."""
        found = None if self.graph is None else self.graph.first(k)
        return nearest(self.embeddings, k=k, progress=progress) if found is None else found

    def nearest_to(self, row: int, k: int) -> Found:
        """Return the k nearest images of one: rows and cosine distances, (min(k, others),)."""
        known = None if self.kept is None else self._known_of(row, self.kept)
        if known is not None and len(known[0]) >= min(checked_k(k), len(self.images.ids) - 1):
            return known[0][:k], known[1][:k]
        rows, distances = nearest(self.embeddings, np.array([row]), k=k)
        return rows[0], distances[0]

    def _known_of(self, row: int, kept: KeptGraph) -> Found:
        rows, distances = kept.graph.of(int(np.searchsorted(kept.ids, self.images.ids[row])))
        places = np.searchsorted(self.images.ids, kept.ids[rows])
        there = self.images.ids[np.minimum(places, len(self.images.ids) - 1)] == kept.ids[rows]
        return places[there], distances[there]


def embedded(
    workspace: Workspace,
    project_id: int,
    group: str = ROOT,
    encoder: str | None = None,
    preprocessing: str | None = None,
    *,
    discarded: bool = False,
) -> Embedded:
    """Return a group's images that have embeddings, by ascending id, on demand the project's discarded ones too.

    Raises GrouplineError when none has.
    """
    target = find_embeddings(workspace, project_id, encoder, preprocessing)
    tree = current_state(workspace, project_id).tree
    everything = encoded_images(workspace, project_id, target)
    images = everything.among((*tree.group(group).image_ids, *(tree.discarded if discarded else ())))
    if not len(images.ids):
        raise GrouplineError(
            f"No image of group '{group}' has embeddings of {target.encoder}; encode the project first."
        )
    return Embedded(workspace, project_id, target, images, kept_graph(workspace, project_id, target, everything))


def similar_images(view: Embedded, image_id: int, n: int = 12) -> pd.DataFrame:
    """Return the `n` nearest images, nearest first: id, path, near_label, distance (cosine, in [0, 2])."""
    rows, distances = view.nearest_to(view.row(image_id), n)
    there = rows >= 0
    return view.described(rows[there]).assign(distance=distances[there])


def duplicate_groups(
    view: Embedded, threshold: float | None = None, progress: Progress = silent
) -> list[tuple[int, ...]]:
    """Return groups of image ids that are near-duplicates, the largest first; see `near_duplicates`."""
    at_most = check_threshold(DEFAULT if threshold is None else threshold)
    found = duplicates_among(*view.nearest(COMPARED, progress), at_most)
    return [view.ids(group) for group in found]


def duplicate_thresholds(view: Embedded) -> pd.DataFrame:
    """Return, for each of some thresholds, how many pairs, groups and images it finds, to choose one by."""
    return pd.DataFrame(table_among(*view.nearest(COMPARED)), columns=["threshold", "pairs", "groups", "images"])


def outlying_images(
    view: Embedded, k: int = 10, limit: float = STANDS_OUT, progress: Progress = silent
) -> pd.DataFrame:
    """Return the images that stand out, farthest first: id, path, near_label, score (see `outlier_scores`)."""
    found = scored(view.nearest(k, progress)[1], limit=limit)
    return view.described(found.rows).assign(score=found.scores[found.rows])


def mislabeled_images(
    workspace: Workspace, project_id: int, view: Embedded, label_set: str | None, k: int = 10
) -> pd.DataFrame:
    """Return images whose neighbours carry another label, most suspect first.

    Labels are those of a label set, or the near-labels where none is named. Columns: id, path, label, suggested,
    share (weight of the neighbours with another label, in (0.5, 1]).
    """
    labels = _labels(workspace, project_id, view, label_set)
    rows = np.array([row for row, label in enumerate(labels) if label], np.int64)
    names, codes = np.unique([str(labels[row]) for row in rows], return_inverse=True)
    said = opinions(codes, *_nearest_among(view, rows, k))
    order = said.order[:0] if len(rows) < 2 else said.order
    suspects = order[(said.shares[order] > 0.5) & (said.suggested[order] != codes[order])]
    table = view.described(rows[suspects]).drop(columns="near_label")
    return table.assign(
        label=names[codes[suspects]], suggested=names[said.suggested[suspects]], share=said.shares[suspects]
    )


def _labels(workspace: Workspace, project_id: int, view: Embedded, label_set: str | None) -> list[str | None]:
    if label_set is None:
        return view.near_labels
    given = current_state(workspace, project_id).label_set(label_set).labels
    return [given[i].class_name if i in given else None for i in view.images.ids.tolist()]


def _nearest_among(view: Embedded, rows: Ints, k: int) -> Found:
    """Return the k nearest of some images among these alone."""
    found = None if view.graph is None else view.graph.among(rows).first(k)
    return nearest(view.embeddings[rows], k=k) if found is None else found


def facts_of_groups(workspace: Workspace, project_id: int, view: Embedded, n: int = 6) -> dict[str, GroupFacts]:
    """Return path -> figures of every group of the tree but the root; `central` and `outlying` hold image ids."""
    row_of = {image_id: row for row, image_id in enumerate(view.images.ids.tolist())}
    groups = {}
    for group in current_state(workspace, project_id).tree.walk():
        rows = [row_of[i] for i in group.image_ids if i in row_of]
        if rows:
            groups[group.path] = rows
    facts = group_facts(view.embeddings, groups, view.near_labels, n)
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
