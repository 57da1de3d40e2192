"""Gaussian mixture with one covariance for all components, on the leading principal components.

Full covariances in 1,000 dimensions cannot be estimated from 1,000 images; tied in 50 they can. In whitened space
(by the shared covariance) the expectation is one matrix product, where scikit-learn takes one per component.
"""

from collections.abc import Callable, Sequence

import numpy as np

from grouping.clustering.space import Space
from grouping.clustering.threads import one_thread
from grouping.clustering.ward import cut, ward_merges
from grouping.types import Floats, Ints

RIDGE = 1e-6
"""Added to the covariance's diagonal, as scikit-learn does."""


def prepare(
    space: Space, clusters: Sequence[int], seed: int, *, n_components: int, max_steps: int, tolerance: float
) -> Callable[[int], Ints]:
    """Return the function that gives the likeliest component of each point, (n_points,), for a number of clusters.

    Each fit starts from Ward's cut and stops when the mean log-likelihood grows by less than `tolerance`.
    """
    del clusters, seed
    merges = ward_merges(space)
    points = np.ascontiguousarray(space.points[:, :n_components])
    scatter = points.T @ (points * space.weights[:, None])

    def fit(k: int) -> Ints:
        with one_thread():
            return expectation_maximization(points, space.weights, scatter, cut(merges, k), max_steps, tolerance)[0]

    return fit


def expectation_maximization(
    points: Floats, weights: Floats, scatter: Floats, labels: Ints, max_steps: int, tolerance: float
) -> tuple[Ints, float]:
    """Return labels, (n,), and the mean log-likelihood, from start `labels` numbered 0..k - 1.

    `scatter` is (p, p): the weighted sum of the points' outer products, which no step changes.
    """
    shares: Floats = np.eye(int(labels.max()) + 1)[labels]
    before = -np.inf
    for _ in range(max_steps):
        shares, likelihood = _expect(points, weights, *_maximize(points, weights, scatter, shares))
        if abs(likelihood - before) < tolerance:
            break
        before = likelihood
    return shares.argmax(axis=1), likelihood


def _maximize(points: Floats, weights: Floats, scatter: Floats, shares: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the components' log weights, (k,), means, (k, p), and the tied covariance, (p, p)."""
    weighted = shares * weights[:, None]
    sizes = weighted.sum(axis=0) + 10 * np.finfo(np.float64).eps
    means = weighted.T @ points / sizes[:, None]
    covariance = (scatter - means.T @ (means * sizes[:, None])) / sizes.sum()
    covariance.flat[:: len(covariance) + 1] += RIDGE
    return np.log(sizes / sizes.sum()), means, covariance


def _expect(
    points: Floats, weights: Floats, log_weights: Floats, means: Floats, covariance: Floats
) -> tuple[Floats, float]:
    """Return each component's share in each point, (n, k), and the weighted mean log-likelihood."""
    root = np.linalg.cholesky(covariance)
    whiten = np.linalg.inv(root).T
    x, m = points @ whiten, means @ whiten
    scores = x @ m.T
    scores += log_weights - (m**2).sum(axis=1) / 2
    peak = scores.max(axis=1, keepdims=True)
    scores -= peak
    np.exp(scores, out=scores)
    total = scores.sum(axis=1, keepdims=True)
    scores /= total
    constant = np.log(np.diag(root)).sum() + len(root) * np.log(2 * np.pi) / 2
    each = peak[:, 0] + np.log(total[:, 0]) - (x**2).sum(axis=1) / 2 - constant
    return scores, float(weights @ each / weights.sum())
