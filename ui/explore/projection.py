"""A plane through the embeddings: the two directions in which they vary most."""

import numpy as np
import streamlit as st

from grouping.project import Project
from grouping.types import Floats, Ints

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
    return xy / max(float(np.abs(xy).max()), 1e-12)


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


def placed(ids: Ints, embedded: Ints, xy: Floats) -> Floats:
    """Return the places of images in the order of `ids`, (n_images, 2); NaN for those without an embedding."""
    found = np.full((len(ids), 2), np.nan, np.float32)
    at = np.searchsorted(ids, embedded)
    inside = (at < len(ids)) & (ids[np.minimum(at, len(ids) - 1)] == embedded) if len(ids) else np.zeros(0, bool)
    found[at[inside]] = xy[inside]
    return found


@st.cache_resource(max_entries=8, ttl=120, show_spinner="Laying out the map …")
def _plane(home: str, name: str, set_id: int, digest: int, _ids: Ints) -> Floats:
    ids, X = Project.open(name, home=home).embeddings()
    mine = np.isin(ids, _ids)
    return placed(_ids, ids[mine], principal_plane(np.asarray(X[mine], np.float32)))


def plane(project: Project, ids: Ints) -> Floats:
    """Return where images (ascending ids) lie on the map of just these images, (n_images, 2).

    Raises GrouplineError when the project has no embeddings.
    """
    encodings = project.encodings()
    newest = encodings[0].id if encodings else 0
    return _plane(str(project.workspace.home), project.name, newest, hash(ids.tobytes()), ids)
