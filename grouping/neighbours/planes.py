"""Maps: the embeddings laid out in a plane, to look at; groups are found in the embeddings, never in the plane."""

from dataclasses import dataclass

import numpy as np

from grouping.errors import LengthMismatchError
from grouping.types import Floats, Ints

METHODS = ("pca", "umap")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where images lie in the plane."""

    ids: Ints
    """int64 (n_images,), ascending."""
    xy: Floats
    """float32 (n_images, 2), in [-1, 1] with the aspect kept."""

    def __post_init__(self) -> None:
        if self.xy.shape != (len(self.ids), 2):
            raise LengthMismatchError(f"A layout of {len(self.ids)} images has places of shape {self.xy.shape}.")

    def placed(self, ids: Ints) -> Floats:
        """Return the places of images (ascending ids), (n_images, 2); NaN for those that are not in the layout."""
        found = np.full((len(ids), 2), np.nan, np.float32)
        if len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            inside = self.ids[at] == ids
            found[inside] = self.xy[at[inside]]
        return found


SAMPLE = 5000
"""Images that the directions are found on; all are then projected."""

SUBSPACE, ROUNDS = 10, 8
"""Directions that are followed to find the first two, and how often they are refined."""


def principal_plane(X: Floats, seed: int = 0) -> Floats:
    """Return the first two principal components, float32 (n_images, 2), in [-1, 1] with the aspect kept.

    The axes come from at most SAMPLE rows; each points to where the largest part of it is positive, so that the same
    images always give the same picture.
    """
    n = len(X)
    if n < 2:
        return np.zeros((n, 2), np.float32)
    rows = np.arange(n) if n <= SAMPLE else np.sort(np.random.default_rng(seed).choice(n, SAMPLE, replace=False))
    centre = X[rows].mean(axis=0, dtype=np.float64).astype(np.float32)
    axes = leading_directions(X[rows] - centre, seed)[:2]
    axes = axes * np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])[:, None]
    xy = np.zeros((n, 2), np.float32)
    xy[:, : len(axes)] = X @ axes.T - centre @ axes.T
    return in_square(xy)


def in_square(xy: Floats) -> Floats:
    """Return places, (n_images, 2), moved and scaled into [-1, 1] around the middle, with the aspect kept."""
    if not len(xy):
        return xy
    moved = xy - (xy.min(axis=0) + xy.max(axis=0)) / 2
    scaled: Floats = moved / max(float(np.abs(moved).max()), 1e-12)
    return scaled


def leading_directions(X: Floats, seed: int = 0) -> Floats:
    """Return the leading right singular vectors of a centred matrix, the first one first, (SUBSPACE or less, dim).

    By subspace iteration and a singular value decomposition in the subspace: seconds less than that of X itself.
    Source: Halko, Martinsson and Tropp, SIAM Review 53 (2011), algorithms 4.4 and 5.1.
    """
    start = np.random.default_rng(seed).normal(size=(X.shape[1], min(SUBSPACE, X.shape[1])))
    basis = np.linalg.qr(start.astype(np.float32))[0]
    for _ in range(ROUNDS):
        basis = np.linalg.qr(X.T @ (X @ basis))[0]
    inner = np.linalg.svd(X @ basis, full_matrices=False)[2]
    return np.asarray(inner @ basis.T)
