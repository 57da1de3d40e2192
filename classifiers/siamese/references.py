"""The images that stand for each class, and likeness to them."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from grouping.types import Floats, Ints

SCALE = 10.0
"""Similarities lie in [-1, 1]; times this they are logits, which calibration then brings to true chances."""

ABSENT = -3.0
"""The similarity of a class that training had no image of: below any that two images can have."""


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """Rows (n_references,) of the chosen images, their embeddings (n_references, dim) and classes (n_references,)."""

    rows: Ints
    embeddings: Floats
    y: Ints

    def logits(self, embeddings: Floats, n_classes: int) -> Floats:
        """Return (n_images, n_classes): the mean cosine similarity to the references of each class, times `SCALE`."""
        similarity = embeddings @ self.embeddings.T
        logits = np.full((len(embeddings), n_classes), ABSENT * SCALE, np.float64)
        for one in np.unique(self.y):
            logits[:, one] = SCALE * similarity[:, self.y == one].mean(axis=1)
        return logits


def choose_references(embeddings: Floats, y: Ints, count: int, seed: int) -> References:
    """Choose up to `count` images of each class: those nearest to the centres that K-Means finds in it.

    `embeddings` (n_images, dim) have length 1, `y` is (n_images,). A class with fewer images gives all it has.
    """
    rows = np.concatenate([_of_class(embeddings, np.flatnonzero(y == one), count, seed) for one in np.unique(y)])
    return References(rows, embeddings[rows], y[rows])


def _of_class(embeddings: Floats, rows: Ints, count: int, seed: int) -> Ints:
    if len(rows) <= count:
        return rows
    own = embeddings[rows].astype(np.float64)
    distinct = len(np.unique(own, axis=0))
    means = KMeans(min(count, distinct), n_init=4, random_state=seed).fit(own)
    nearest: Ints = rows[np.unique(means.transform(own).argmin(axis=0))]
    return nearest
