"""The silhouette against the centres of clusters: one pass over the images in place of all pairs of them."""

import numpy as np

from grouping.errors import LengthMismatchError
from grouping.types import Floats, Ints

BLOCK = 1_024
"""Images whose distances are worked out at once."""


def centre_distances(embeddings: Floats, clusters: Ints, n_clusters: int) -> Floats:
    """Return the Euclidean distance of each image to the mean of each cluster, (n_images, n_clusters).

    `embeddings` is (n_images, dim), `clusters` holds numbers from 0 to n_clusters - 1; a cluster without an image is
    infinitely far. Raises LengthMismatchError when the two differ in length.
    """
    if len(embeddings) != len(clusters):
        raise LengthMismatchError(
            f"Got {len(embeddings)} embeddings and {len(clusters)} clusters: both need one entry for each image."
        )
    found = np.full((len(embeddings), n_clusters), np.inf)
    for cluster in np.unique(clusters):
        centre = embeddings[clusters == cluster].mean(axis=0, dtype=np.float64).astype(embeddings.dtype)
        for start in range(0, len(embeddings), BLOCK):  # all at once would take several times the embeddings' memory
            some = slice(start, start + BLOCK)
            found[some, cluster] = np.linalg.norm(embeddings[some] - centre, axis=1)
    return found


def simplified_silhouettes(distances: Floats, clusters: Ints) -> Floats:
    """Return (b - a) / max(a, b) of each image, (n_images,), in [-1, 1]; high is best.

    a is the distance to the centre of its own cluster, b to the nearest centre of another, as `centre_distances` gives
    them. A single cluster scores NaN, an image on both centres 0, and, as in the full silhouette, an image that is a
    cluster by itself 0.
    Source: Hruschka, Campello and de Castro, Information Sciences 176 (2006).
    """
    rows = np.arange(len(clusters))
    own = distances[rows, clusters]
    others = np.array(distances)
    others[rows, clusters] = np.inf
    nearest = others.min(axis=1, initial=np.inf)
    scores = np.full(len(clusters), np.nan)
    known = np.isfinite(nearest)
    larger = np.maximum(own, nearest)[known]
    difference = (nearest - own)[known]
    scores[known] = np.divide(difference, larger, out=np.zeros_like(difference), where=larger > 0)
    alone = np.bincount(clusters, minlength=distances.shape[1])[clusters] == 1
    scores[alone & known] = 0.0
    return scores
