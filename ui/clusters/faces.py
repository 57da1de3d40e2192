"""Which images stand for each cluster of a partition, and how well it holds together."""

from dataclasses import dataclass

import numpy as np

from grouping.metrics import centre_distances, simplified_silhouettes
from grouping.types import Floats, Ints
from ui.overview import spread

CENTRAL, OUTER = 4, 2
CENTRAL_UP_TO = 10_000
"""Beyond so many images the examples are spread over the cluster: reading all embeddings would hold up the page."""


@dataclass(frozen=True, slots=True)
class Faces:
    """The images of a cluster that its card shows, by id."""

    central: tuple[int, ...]
    """The nearest to the centre first; spread evenly over the cluster where there are no embeddings."""
    outermost: tuple[int, ...] = ()
    """The farthest from the centre first; none of them is among the central ones."""
    silhouette: float | None = None
    """Mean of the simplified silhouettes of its images, in [-1, 1]; None for a single cluster."""


def faces(image_ids: Ints, clusters: Ints, embeddings: tuple[Ints, Floats] | None) -> dict[int, Faces]:
    """Return cluster -> what stands for it.

    `image_ids` and `clusters` are (n_images,); `embeddings` are (ids, a row of numbers each), or None. Images without
    an embedding are never shown, unless their cluster has no other.
    """
    found = {int(c): Faces(spread(tuple(image_ids[clusters == c].tolist()), CENTRAL)) for c in np.unique(clusters)}
    if embeddings is None or not len(embeddings[0]):
        return found
    order = np.argsort(image_ids, kind="stable")
    places = np.minimum(np.searchsorted(image_ids, embeddings[0], sorter=order), len(image_ids) - 1)
    known = image_ids[order[places]] == embeddings[0]
    # All of them are known where only these images' embeddings were read: then nothing is copied.
    ids, X = (embeddings[0], embeddings[1]) if known.all() else (embeddings[0][known], embeddings[1][known])
    there, codes = np.unique(clusters[order[places[known]]], return_inverse=True)
    distances = centre_distances(X, codes, len(there))
    scores = simplified_silhouettes(distances, codes)
    for code, cluster in enumerate(there.tolist()):
        rows = np.flatnonzero(codes == code)
        found[cluster] = _of_cluster(ids[rows], distances[rows, code], scores[rows])
    return found


def _of_cluster(ids: Ints, distances: Floats, scores: Floats) -> Faces:
    order = ids[np.argsort(distances, kind="stable")].tolist()
    mean = float(scores.mean())
    return Faces(tuple(order[:CENTRAL]), tuple(order[CENTRAL:][-OUTER:][::-1]), None if np.isnan(mean) else mean)
