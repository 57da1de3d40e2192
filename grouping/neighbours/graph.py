"""The neighbour graph: each image's nearest images, found once; every question about likeness is then a look-up.

Its numbers are those of `nearest`: what is asked of the graph and what is computed from the embeddings are equal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grouping.errors import LengthMismatchError
from grouping.neighbours.index import nearest, search_in_parts
from grouping.neighbours.rows import checked, checked_k
from grouping.types import Floats, Ints, Progress, silent

NEIGHBOURS = 50
"""Neighbours kept of each image: enough for the ten nearest in a group or among the labeled images, mostly."""
NOBODY = -1
"""The row in a place without a neighbour; its distance is infinity."""

Found = tuple[Ints, Floats]
"""Rows of neighbours, nearest first, and their cosine distances, both (n_images, k)."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The k nearest images of each, nearest first; of equal ones the lower row stands first."""

    rows: Ints
    """int32 (n_images, k): NOBODY where there are fewer, always behind the others."""
    distances: Floats
    """float32 (n_images, k): cosine distances, in [0, 2], ascending."""
    whole: bool = True
    """Whether it knows as many neighbours of each image as a search for k would find."""

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.rows.shape != self.distances.shape:
            raise LengthMismatchError(
                f"A graph's rows have shape {self.rows.shape} and its distances {self.distances.shape}: "
                "both must be (n_images, k)."
            )

    @property
    def n_images(self) -> int:
        """The number of images."""
        return len(self.rows)

    def first(self, k: int) -> Found | None:
        """Return the k nearest of each image as `nearest` does, (n_images, min(k, others)); None where it knows fewer.

        The rows are int64, the distances float32.
        """
        wanted = min(checked_k(k), max(self.n_images - 1, 0))
        if wanted > self.rows.shape[1]:
            return None
        rows = np.asarray(self.rows[:, :wanted], np.int64)
        if not self.whole and (rows == NOBODY).any():
            return None
        return rows, np.asarray(self.distances[:, :wanted], np.float32)

    def of(self, row: int) -> Found:
        """Return all that is known of one image: the rows (k,), int64, and distances (k,) of its neighbours."""
        there = self.rows[row] != NOBODY
        return np.asarray(self.rows[row][there], np.int64), np.asarray(self.distances[row][there])

    def among(self, rows: Ints) -> "Graph":
        """Return the graph of some of the images, given by ascending rows, each with those neighbours that are there.

        Its rows number the images in `rows`, from 0. Most know fewer than k neighbours now, so `first` may be None.
        """
        if len(rows) == self.n_images:
            return self
        place = np.full(self.n_images + 1, NOBODY, np.int32)  # the last one is where NOBODY, -1, points
        place[rows] = np.arange(len(rows), dtype=np.int32)
        found = place[self.rows[rows]]
        order = np.argsort(found == NOBODY, axis=1, kind="stable")
        found = np.take_along_axis(found, order, axis=1)
        distances = np.take_along_axis(np.asarray(self.distances[rows]), order, axis=1)
        return Graph(found, np.where(found == NOBODY, np.float32(np.inf), distances), whole=False)


def neighbour_graph(X: npt.ArrayLike, k: int = NEIGHBOURS, *, progress: Progress = silent) -> Graph:
    """Return the graph of embeddings (n_images, n_features), k cut to n_images - 1. Errors are those of `nearest`."""
    return _graph(*nearest(X, k=k, progress=progress))


def graph_parts(
    X: npt.ArrayLike, start: int = 0, k: int = NEIGHBOURS, *, progress: Progress = silent
) -> Iterator[Graph]:
    """Yield the same graph from row `start` on, some rows at a time, so that each part can be kept as it is found."""
    for rows, distances in search_in_parts(checked(X), k, start, progress=progress):
        yield _graph(rows, distances)


def joined(parts: list[Graph]) -> Graph:
    """Return parts put below one another."""
    return Graph(np.concatenate([part.rows for part in parts]), np.concatenate([part.distances for part in parts]))


def extended(old: Graph, old_rows: Ints, X: npt.ArrayLike, *, progress: Progress = silent) -> Graph:
    """Return the graph of `X`, where `old` is that of its rows `old_rows`, ascending, with the same embeddings.

    Only the new images are searched for, among all, and by all: exact where `old` is.
    """
    points = checked(X)
    new_rows = np.setdiff1d(np.arange(len(points)), old_rows)
    k = min(max(NEIGHBOURS, old.rows.shape[1]), max(len(points) - 1, 0))
    rows = np.full((len(points), k), NOBODY, np.int64)
    distances = np.full((len(points), k), np.inf, np.float32)
    if len(new_rows):
        rows[new_rows], distances[new_rows] = nearest(points, new_rows, k, progress=progress)
        rows[old_rows], distances[old_rows] = _merged(old, old_rows, points, new_rows, k, progress)
    else:
        rows[old_rows], distances[old_rows] = old.rows, old.distances
    return _graph(rows, distances)


def _merged(old: Graph, old_rows: Ints, X: Floats, new_rows: Ints, k: int, progress: Progress) -> Found:
    near, lengths = _closest_new(X, old_rows, new_rows, k, progress)
    moved = np.append(old_rows, NOBODY)[old.rows]
    rows = np.concatenate([moved, new_rows[near]], axis=1)
    distances = np.concatenate([old.distances, lengths], axis=1)
    order = np.lexsort((rows, distances), axis=1)[:, :k]
    return np.take_along_axis(rows, order, axis=1), np.take_along_axis(distances, order, axis=1)


def _closest_new(X: Floats, old_rows: Ints, new_rows: Ints, k: int, progress: Progress) -> Found:
    """Return the places in `new_rows` of the new images nearest to each old one, and their distances."""
    fresh = np.ascontiguousarray(X[new_rows])
    block = 8_192
    parts = []
    for start in range(0, len(old_rows), block):
        progress(start, len(old_rows), "nearest new images")
        parts.append(nearest(fresh, X[old_rows[start : start + block]], min(k, len(new_rows))))
    progress(len(old_rows), len(old_rows), "nearest new images")
    rows, distances = (np.concatenate(side) for side in zip(*parts, strict=True))
    return rows, distances


def _graph(rows: Ints, distances: Floats) -> Graph:
    return Graph(np.asarray(rows, np.int32), np.asarray(distances, np.float32))
