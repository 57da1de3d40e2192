"""Micro-clusters: some thousands of weighted centres that stand for a large set of images."""

from collections.abc import Callable
from typing import Any

import numpy as np

from grouping.types import Floats, Ints, Progress, silent

MAX_BATCHES = 40
"""Mini-batches at most; with two rows a centre in each, more of them move the centres little."""


def micro_clusters(
    rows: Callable[[Ints], Floats], n_images: int, count: int, seed: int, progress: Progress = silent
) -> tuple[Floats, Floats, Ints]:
    """Return centres, (m, n_features) float64, weights, (m,), and each image's centre, (n_images,); m <= `count`.

    `rows` gives the embeddings, (n, n_features), of the images with the given indices; a batch of them is held at a
    time. Each centre is the mean of its images, its weight their number.
    """
    model = _learned(rows, n_images, count, seed, progress)
    batch = _batch_size(count)
    blocks = [np.arange(i, min(i + batch, n_images)) for i in range(0, n_images, batch)]
    nearest, sums = [], np.zeros(model.cluster_centers_.shape)
    for block in blocks:
        points = rows(block)
        nearest.append(model.predict(points))
        sums += _sums(points, nearest[-1], count)
        progress(0, None, "micro-clusters: assigning images")
    used, assignment, weights = np.unique(np.concatenate(nearest), return_inverse=True, return_counts=True)
    return sums[used] / weights[:, None], weights.astype(np.float64), assignment


def _batch_size(count: int) -> int:
    return max(2 * count, 4_096)


def _learned(rows: Callable[[Ints], Floats], n_images: int, count: int, seed: int, progress: Progress) -> Any:
    from sklearn.cluster import MiniBatchKMeans

    random = np.random.default_rng(seed)
    batch = min(_batch_size(count), n_images)
    model = MiniBatchKMeans(count, init="random", n_init=1, random_state=seed)
    for _ in range(min(MAX_BATCHES, 3 * -(-n_images // batch))):
        model.partial_fit(rows(np.sort(random.choice(n_images, batch, replace=False))))
        progress(0, None, "micro-clusters: learning centres")
    return model


def _sums(points: Floats, nearest: Ints, count: int) -> Floats:
    from scipy.sparse import csr_array

    members = csr_array((np.ones(len(points)), (nearest, np.arange(len(points)))), shape=(count, len(points)))
    sums: Floats = members @ points
    return sums
