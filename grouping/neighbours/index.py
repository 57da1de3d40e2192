"""Nearest images: exact where that is affordable, by an inverted file where every image of a large set asks.

Two distances. `cosine`, 1 - cos of the angle, in [0, 2], judges likeness: a brighter or darker picture of the same
thing mostly lengthens or shortens its embedding. `euclidean` is the one that the sweep clusters by.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grouping.neighbours.rows import BLOCK, InvalidSearchError, checked, checked_k, checked_rows, unit_rows
from grouping.neighbours.threads import faiss_threads
from grouping.types import Floats, Ints, Progress, silent

DISTANCES = ("cosine", "euclidean")
EXACT_UP_TO = 50_000
"""Images for which all-against-all stays exact: about a minute on two cores at 1,280 features."""
FEW_QUERIES = 5_000
"""Up to this many queries are exact for any number of images: to build an index costs more than to look at all."""
QUERIES = 1_024
"""Queries a batch; progress is told, and cancelling heeded, between batches."""


def nearest(
    X: npt.ArrayLike,
    queries: Sequence[int] | Ints | Floats | None = None,
    k: int = 10,
    *,
    distance: str = "cosine",
    progress: Progress = silent,
) -> tuple[Ints, Floats]:
    """Return the rows of the k nearest images to each query, nearest first, and their distances.

    `X` is (n_images, n_features). `queries` are row numbers of `X`, (n_queries,), where an image is never its own
    neighbour; or embeddings, (n_queries, n_features), where any image may be; None asks for all images. Both results
    are (n_queries, min(k, images to choose from)), int64 and float32; of equal ones the lower row stands first, and of
    those equal to the k-th any may be kept. Distances are at least 0, low is near. `progress` counts queries.

    Exact, but where more than 5,000 queries meet more than 50,000 images: then an inverted file looks at the cells
    nearest to each query, and recall of the ten nearest is above 0.99 on 100,000 mixtures of real images
    (`python -m benchmarks.neighbours speed`). A place for which it found no image holds row -1, distance infinity.

    Raises InvalidSearchError for a row, k or distance that does not exist, InvalidEmbeddingsError for bad embeddings.
    """
    points, k = checked(X), checked_k(k)
    if distance not in DISTANCES:
        raise InvalidSearchError(f"No distance {distance!r}: choose from {', '.join(DISTANCES)}.")
    asked: Any = np.arange(len(points)) if queries is None else np.asarray(queries)
    by_row = asked.ndim < 2
    asked = checked_rows(asked, len(points)) if by_row else _same_width(checked(asked), points.shape[1])
    found = min(k, max(len(points) - by_row, 0))
    if not found or not len(asked):
        return np.empty((len(asked), found), dtype=np.int64), np.empty((len(asked), found), dtype=np.float32)
    with faiss_threads():
        index = make_index(points, len(asked), distance)
        parts = [_search(index, points, part, found, distance) for part in _batches(asked, progress)]
    rows, distances = (np.concatenate(side) for side in zip(*parts, strict=True))
    return rows, distances


def search_in_parts(
    X: Floats, k: int, start: int = 0, *, distance: str = "cosine", progress: Progress = silent
) -> Iterator[tuple[Ints, Floats]]:
    """Yield what `nearest` returns for all rows of checked embeddings, from row `start` on, QUERIES rows at a time.

    The index is the one for all rows wherever it starts, so a search that was interrupted goes on with the same.
    """
    found = min(checked_k(k), max(len(X) - 1, 0))
    if not found or start >= len(X):
        if start < len(X):
            yield np.empty((len(X) - start, 0), dtype=np.int64), np.empty((len(X) - start, 0), dtype=np.float32)
        return
    with faiss_threads():
        index = make_index(X, len(X), distance)
        for begin in range(start, len(X), QUERIES):
            progress(begin, len(X), "nearest images")
            yield _search(index, X, np.arange(begin, min(begin + QUERIES, len(X))), found, distance)
    progress(len(X), len(X), "nearest images")


def make_index(X: Floats, n_queries: int, distance: str, *, exact_up_to: int = EXACT_UP_TO) -> Any:
    """Return a faiss index that holds every image; squared Euclidean distances between points or unit vectors."""
    import faiss

    n_images, width = X.shape
    if n_images <= exact_up_to or n_queries <= FEW_QUERIES:
        index: Any = faiss.IndexFlatL2(width)
    else:
        cells = 2 * math.isqrt(n_images)
        index = faiss.IndexIVFFlat(faiss.IndexFlatL2(width), width, cells, faiss.METRIC_L2)
        index.cp.niter = 8
        index.nprobe = PROBED
        sample = np.random.default_rng(0).choice(n_images, min(n_images, 40 * cells), replace=False)
        index.train(_form(X[np.sort(sample)], distance))
    for start in range(0, n_images, BLOCK):
        index.add(_form(X[start : start + BLOCK], distance))
    return index


PROBED = 24
"""Cells that the inverted file looks into for each query."""


def _form(X: Floats, distance: str) -> Floats:
    return unit_rows(X) if distance == "cosine" else np.ascontiguousarray(X, dtype=np.float32)


def _batches(asked: Any, progress: Progress) -> Iterator[Any]:
    for start in range(0, len(asked), QUERIES):
        progress(start, len(asked), "nearest images")
        yield asked[start : start + QUERIES]
    progress(len(asked), len(asked), "nearest images")


def _search(index: Any, X: Floats, asked: Any, k: int, distance: str) -> tuple[Ints, Floats]:
    if asked.ndim == 2:
        vectors = _form(asked, distance)
        _, rows = index.search(vectors, k)
    else:
        vectors = _form(X[asked], distance)
        _, rows = index.search(vectors, k + 1)
        rows = _without_self(rows, asked)
    return _ordered(rows, _true_distances(X, vectors, rows, distance))


def _without_self(rows: Ints, asked: Ints) -> Ints:
    # Among copies of an image, itself need not come first nor even be found: then the last place goes instead.
    own = rows == asked[:, None]
    own[~own.any(axis=1), -1] = True
    kept: Ints = rows[~own].reshape(len(rows), -1)
    return kept


def _true_distances(X: Floats, vectors: Floats, rows: Ints, distance: str) -> Floats:
    """Distances from differences: faiss takes them from dot products, where those of near copies drown in rounding."""
    squares = np.stack(
        [
            ((_form(X[near], distance) - vector) ** 2).sum(axis=1)
            for near, vector in zip(np.maximum(rows, 0), vectors, strict=True)
        ]
    )
    distances: Floats = squares / 2 if distance == "cosine" else np.sqrt(squares)
    distances[rows < 0] = np.inf
    return distances


def _ordered(rows: Ints, distances: Floats) -> tuple[Ints, Floats]:
    order = np.lexsort((rows, distances), axis=1)
    return np.take_along_axis(rows, order, axis=1), np.take_along_axis(distances, order, axis=1)


def _same_width(vectors: Floats, width: int) -> Floats:
    if vectors.shape[1] != width:
        raise InvalidSearchError(
            f"The query vectors have {vectors.shape[1]} features, the embeddings {width}: encode both with one encoder."
        )
    return vectors
