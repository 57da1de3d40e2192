"""Plain K-Means steps (Lloyd) on few dimensions, with weights: for spectral embeddings."""

import numpy as np

from grouping.types import Floats, Ints


def lloyd(points: Floats, weights: Floats, centres: Floats, max_steps: int) -> tuple[Ints, float]:
    """Return labels, (n,), and the inertia, from start `centres`, (k, p); a cluster left empty keeps its centre."""
    labels = np.full(len(points), -1)
    squares, weighted = (points**2).sum(axis=1), points * weights[:, None]
    for _ in range(max_steps):
        costs = (centres**2).sum(axis=1) - 2 * (points @ centres.T)
        new = costs.argmin(axis=1)
        if (new == labels).all():
            break
        labels = new
        members = np.eye(len(centres))[labels]
        sizes = weights @ members
        filled = sizes > 0
        centres = np.where(filled[:, None], members.T @ weighted / np.where(filled, sizes, 1)[:, None], centres)
    nearest = costs[np.arange(len(points)), labels] + squares
    return labels, float(weights @ nearest)
