"""The UMAP map of embeddings, from the neighbour graph that is there already."""

import io
import warnings

import numpy as np

from grouping.errors import GrouplineError
from grouping.neighbours.graph import NOBODY, Graph
from grouping.neighbours.planes import in_square, principal_plane
from grouping.types import Floats, Progress, silent

NEIGHBOURS = 15
FEWEST = 10
"""Of fewer images the principal components say as much."""
STARTING = 10.0
"""From how wide a principal plane, as UMAP itself scales what it starts from."""


def umap_plane(X: Floats, graph: Graph, seed: int = 0, *, progress: Progress = silent) -> Floats:
    """Return the UMAP of embeddings, float32 (n_images, 2), in [-1, 1] with the aspect kept.

    `graph` is the neighbour graph of the same images, with at least min(14, n_images - 1) neighbours. UMAP starts from
    the principal plane; on one machine the same seed gives the same picture. `progress` counts rounds.

    Raises GrouplineError for fewer than FEWEST images.
    Source: McInnes, Healy and Melville, arXiv:1802.03426.
    """
    if len(X) < FEWEST:
        raise GrouplineError(f"UMAP needs {FEWEST} images or more, here are {len(X)}: use the principal components.")
    progress(0, None, "laying out by UMAP")
    rows, distances = _with_self(graph, min(NEIGHBOURS, len(X)))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=ImportWarning)  # its other kind of UMAP wants TensorFlow
        warnings.filterwarnings("ignore", message=r"precomputed_knn\[2\]")  # new images are not placed later
        from umap import UMAP

        mapper = UMAP(
            n_neighbors=rows.shape[1],
            metric="cosine",
            precomputed_knn=(rows, distances),
            init=STARTING * principal_plane(X, seed),
            random_state=seed,
            n_jobs=1,  # what a fixed seed means to it anyway
            tqdm_kwds={"file": _Rounds(progress), "bar_format": "{n} {total}", "disable": False},
        )
        return in_square(np.asarray(mapper.fit_transform(X), np.float32))


def _with_self(graph: Graph, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest where an image is its own first neighbour, as UMAP counts them."""
    found = graph.first(k - 1)
    if found is None:
        raise GrouplineError(f"The neighbour graph knows fewer than the {k - 1} neighbours that UMAP needs.")
    rows, distances = found
    own = np.arange(len(rows))[:, None]
    rows = np.concatenate([own, rows], axis=1).astype(np.int32)
    lengths = np.concatenate([np.zeros_like(distances[:, :1]), distances], axis=1)
    return rows, np.where(rows == NOBODY, np.float32(np.inf), lengths).astype(np.float32)


class _Rounds(io.TextIOBase):
    """Where UMAP's progress bar is written: 'done total' becomes a report, which may raise CancelledError."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def write(self, text: str) -> int:
        numbers = text.split()
        if len(numbers) == 2:
            self._progress(int(numbers[0]), int(numbers[1]), "laying out by UMAP")
        return len(text)
