"""Spectral clustering: one neighbour graph and one spectrum for every number of clusters.

The graph and the embedding are those of scikit-learn's SpectralClustering(affinity="nearest_neighbors"); it builds
both anew for each k, though the first k eigenvectors are the same every time.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grouping.clustering.lloyd import lloyd
from grouping.clustering.space import Space
from grouping.clustering.threads import one_thread
from grouping.types import Floats, Ints

DENSE = 3_000
"""Up to this many points all eigenvectors wanted come from LAPACK; beyond, from Lanczos steps on the sparse graph."""


def prepare(
    space: Space, clusters: Sequence[int], seed: int, *, n_neighbors: int, max_steps: int
) -> Callable[[int], Ints]:
    """Return the function that gives the labels, (n_points,), for a number of clusters.

    Points are joined to their `n_neighbors` nearest (themselves among them), made symmetric. K-Means on the first
    k eigenvectors starts from k points of clearly different directions, which leaves it no better optimum to miss:
    measured on X-SDD, its inertia is 0.7% below the best of ten random starts.
    """
    graph = neighbour_graph(space.squared_distances, n_neighbors)
    vectors = spectrum(graph, min(max(clusters), len(space.points)), seed)

    def fit(k: int) -> Ints:
        leading = np.ascontiguousarray(vectors[:, :k])
        with one_thread():
            return lloyd(leading, space.weights, pivots(leading), max_steps)[0]

    return fit


def neighbour_graph(squared_distances: Floats, n_neighbors: int) -> Any:
    """Return a sparse (n, n) affinity: 1 where two points are neighbours of each other, 0.5 where one is.

    A graph in several pieces has no order among its leading eigenvectors, so each piece is joined to the nearest
    point outside it, until one piece is left.
    """
    from scipy.sparse import csr_array

    n = len(squared_distances)
    near = _nearest(squared_distances, min(n_neighbors, n))
    rows = np.repeat(np.arange(n), near.shape[1])
    directed = csr_array((np.ones(near.size), (rows, near.ravel())), shape=(n, n))
    return _joined(0.5 * (directed + directed.T), squared_distances)


def _nearest(squared_distances: Floats, count: int) -> Ints:
    """Return (n, count): each point itself, then its nearest others."""
    n = len(squared_distances)
    near = np.empty((n, count), dtype=np.int64)
    for i, row in enumerate(squared_distances):
        row = row.copy()
        row[i] = -1  # first, even where other points are the same
        near[i] = np.argpartition(row, count - 1)[:count] if count < n else np.arange(n)
    return near


def _joined(graph: Any, squared_distances: Floats) -> Any:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    n_pieces, piece = connected_components(graph, directed=False)
    while n_pieces > 1:
        links = np.array([_link(np.flatnonzero(piece == p), piece, squared_distances) for p in range(n_pieces)])
        both = np.concatenate([links, links[:, ::-1]])
        extra = csr_array((np.full(len(both), 0.5), both.T), shape=graph.shape)
        extra.data[:] = 0.5  # links found from both sides were summed
        graph = graph + extra
        n_pieces, piece = connected_components(graph, directed=False)
    return graph


def _link(members: Ints, piece: Ints, squared_distances: Floats) -> tuple[int, int]:
    outside = np.flatnonzero(piece != piece[members[0]])
    between = squared_distances[np.ix_(members, outside)]
    i, j = np.unravel_index(int(between.argmin()), between.shape)
    return int(members[i]), int(outside[j])


def spectrum(graph: Any, count: int, seed: int) -> Floats:
    """Return (n, count): the leading eigenvectors of the normalized graph, each divided by the root of the degree."""
    from scipy.sparse.csgraph import laplacian

    n = graph.shape[0]
    normed, root_degree = laplacian(graph, normed=True, return_diag=True)
    if n <= DENSE or count >= n // 2:
        from scipy.linalg import eigh

        vectors = eigh(normed.toarray(), subset_by_index=[0, count - 1], overwrite_a=True, check_finite=False)[1]
    else:
        vectors = _lanczos(normed, count, seed)
    embedded: Floats = vectors / root_degree[:, None]
    return embedded


def _lanczos(normed: Any, count: int, seed: int) -> Floats:
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import eigsh

    start = np.random.default_rng(seed).uniform(-1, 1, normed.shape[0])
    values, vectors = eigsh(2 * eye_array(normed.shape[0]) - normed, count, which="LA", v0=start, tol=1e-8)
    ordered: Floats = vectors[:, np.argsort(-values)]
    return ordered


def pivots(vectors: Floats) -> Floats:
    """Return k of the (n, k) embedded points whose directions differ most, by pivoted QR.

    Source: Damle, Minden and Ying (2019), doi 10.1093/imaiai/iay008.
    """
    from scipy.linalg import qr

    first = qr(vectors.T, mode="r", pivoting=True, check_finite=False)[-1][: vectors.shape[1]]
    centres: Floats = vectors[first]
    return centres
