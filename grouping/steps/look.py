"""What the neighbour graph tells, for those who must not compute: every answer is a look-up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grouping.neighbours.graph import Found, Graph
from grouping.neighbours.mislabeled import opinions
from grouping.neighbours.outliers import Scores, scored
from grouping.steps.decide import current_state
from grouping.steps.encode_images import find_embeddings
from grouping.steps.encoded import encoded_images
from grouping.steps.neighbour_graph import ALONE, KeptGraph, kept_graph, newest_graph
from grouping.store.embeddings import project_sets
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints

FARNESS = 10
"""The neighbour whose distance says how far out an image lies."""
VOTERS = 10
"""The nearest labeled images that have a say in what is likely mislabeled."""


@dataclass(frozen=True, slots=True)
class Suspects:
    """Images whose neighbours mostly carry another label, the most suspect first."""

    ids: Ints
    """int64 (n_suspects,)."""
    labels: tuple[str, ...]
    """What each is labeled as."""
    suggested: tuple[str, ...]
    """What most of its neighbours are."""
    shares: Floats
    """float64 (n_suspects,): weight of the neighbours with another label, in (0.5, 1]; 1 is the most suspect."""
    n_judged: int
    """Labeled images that could be judged."""
    n_unjudged: int
    """Labeled images that are not in the graph, or have no labeled image among those it knows."""


@dataclass(frozen=True, slots=True)
class Look:
    """Questions about what is near what. Discarded images are nobody's neighbours here."""

    kept: KeptGraph
    discarded: frozenset[int]
    n_missing: int
    """Images with embeddings that the graph does not know yet, because it is older than they are."""

    def row(self, image_id: int) -> int | None:
        """Return the row of an image in the graph; None where it is not in it."""
        row = int(np.searchsorted(self.kept.ids, image_id))
        return row if row < len(self.kept.ids) and self.kept.ids[row] == image_id else None

    def similar(self, image_id: int, n: int = 12) -> Found:
        """Return the ids of the `n` nearest images, nearest first, and their cosine distances.

        Fewer where the graph knows fewer, none for an image that is not in it.
        """
        row = self.row(image_id)
        if row is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        rows, distances = self.kept.graph.of(row)
        ids = self.kept.ids[rows]
        there = ~np.isin(ids, list(self.discarded))
        return ids[there][:n], distances[there][:n]

    def duplicates_of(self, image_id: int) -> tuple[int, ...]:
        """Return the ids of its near-duplicates, ascending, by the default threshold; itself left out."""
        row = self.row(image_id)
        if row is None or self.kept.copies[row] == ALONE:
            return ()
        same = self.kept.ids[self.kept.copies == self.kept.copies[row]].tolist()
        return tuple(i for i in same if i != image_id and i not in self.discarded)

    def scores(self) -> Scores:
        """Return how far out each image lies, by its FARNESS-th neighbour, as `Project.outliers` scores it."""
        return _scores(self.kept, self.discarded)

    def suspects(self, labels: Mapping[int, str]) -> Suspects:
        """Return the images whose VOTERS nearest labeled images mostly carry another label; `labels` by image id.

        The numbers are those of `Project.mislabeled` where the graph knows so many labeled images of each; an image
        with fewer is judged by these.
        """
        ids = np.array(sorted(set(labels) - self.discarded), np.int64)
        rows = np.searchsorted(self.kept.ids, ids)
        there = self.kept.ids[np.minimum(rows, len(self.kept.ids) - 1)] == ids
        known, rows = ids[there], rows[there]
        names, codes = np.unique([labels[i] for i in known.tolist()], return_inverse=True)
        near = self.kept.graph.among(rows)
        said = opinions(codes, near.rows[:, :VOTERS], near.distances[:, :VOTERS])
        order = said.order
        wrong = order[(said.shares[order] > 0.5) & (said.suggested[order] != codes[order])]
        return Suspects(
            ids=known[wrong],
            labels=tuple(str(name) for name in names[codes[wrong]]),
            suggested=tuple(str(name) for name in names[said.suggested[wrong]]),
            shares=said.shares[wrong],
            n_judged=len(order),
            n_unjudged=len(ids) - len(order),
        )


def look(workspace: Workspace, project_id: int, encoder: str | None = None) -> Look | None:
    """Return what the newest neighbour graph tells; None where none was found yet, or nothing is encoded.

    Raises GrouplineError where the project was encoded, but not with this encoder.
    """
    if not project_sets(workspace.database, project_id):
        return None
    target = find_embeddings(workspace, project_id, encoder, None)
    images = encoded_images(workspace, project_id, target)
    kept = kept_graph(workspace, project_id, target, images) or newest_graph(workspace, project_id, target)
    if kept is None:
        return None
    missing = len(images.ids) - int(np.isin(images.ids, kept.ids).sum())
    return Look(kept, frozenset(current_state(workspace, project_id).tree.discarded), missing)


@lru_cache(maxsize=4)
def _scores(kept: KeptGraph, discarded: frozenset[int]) -> Scores:
    rows = np.flatnonzero(~np.isin(kept.ids, list(discarded)))
    near = kept.graph.among(rows)
    found = scored(_farthest(near))
    return Scores(kept.ids[rows], found.scores.astype(np.float32))


def _farthest(graph: Graph) -> Floats:
    return np.asarray(graph.distances[:, :FARNESS])
