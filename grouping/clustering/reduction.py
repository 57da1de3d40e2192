"""Principal components: a rotation of the embeddings, lossless unless fewer are asked for."""

from dataclasses import dataclass

import numpy as np

from grouping.types import Floats, Ints

BLOCK = 10_000
"""Images taken at a time, so that memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns embeddings into principal components, the widest first: `(X - origin) @ axes`."""

    origin: Floats
    """(n_features,): the mean embedding."""
    axes: Floats
    """(n_features, n_components): orthonormal columns."""

    def rows(self, X: Floats, indices: Ints | slice) -> Floats:
        """Return the components, (n, n_components), of some images of `X`, in X's precision."""
        turned: Floats = (X[indices] - self.origin.astype(X.dtype)) @ self.axes.astype(X.dtype)
        return turned


def principal_components(X: Floats, components: int | None = None) -> Floats:
    """Return (n_images, min(components, n_images, n_features)) principal components, float64.

    All of them by default, which keeps every distance. Identical images come out as exact zeros.
    Computed from the smaller of the two scatter matrices, in float64.
    """
    shifted = np.asarray(X, dtype=np.float64) - np.asarray(X[0], dtype=np.float64)  # exact zeros if all alike
    centred = shifted - shifted.mean(axis=0)
    n, d = centred.shape
    keep = min(n, d, components or d)
    if n <= d:
        values, vectors = np.linalg.eigh(centred @ centred.T)
        turned = vectors[:, ::-1][:, :keep] * np.sqrt(np.maximum(values[::-1][:keep], 0))
    else:
        turned = centred @ np.linalg.eigh(centred.T @ centred)[1][:, ::-1][:, :keep]
    return _signed(turned)


def fit_rotation(X: Floats, components: int | None = None) -> Rotation:
    """Return the rotation onto the principal components of a large `X`, read in blocks; memory n_features squared."""
    n, d = X.shape
    starts = range(0, n, BLOCK)
    origin = sum(X[i : i + BLOCK].sum(axis=0, dtype=np.float64) for i in starts) / n
    scatter = np.zeros((d, d))
    for i in starts:
        centred = np.asarray(X[i : i + BLOCK], dtype=np.float64) - origin
        scatter += centred.T @ centred
    axes = np.linalg.eigh(scatter)[1][:, ::-1][:, : min(n, d, components or d)]
    return Rotation(np.asarray(origin), _signed(axes))


def _signed(columns: Floats) -> Floats:
    """Make each column's largest entry positive: eigenvectors come with either sign."""
    peak = np.take_along_axis(columns, np.abs(columns).argmax(axis=0)[None], axis=0)
    signed: Floats = columns * np.where(peak < 0, -1.0, 1.0)
    return signed
