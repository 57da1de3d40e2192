"""Cluster numbers in their canonical order."""

import numpy as np

from grouping.types import Ints


def canonical(labels: Ints) -> Ints:
    """Return cluster numbers 0, 1, ... without gaps: the largest first, ties by first appearance.

    `labels` is (n_images,) of any integers; so is the result, as int32.
    """
    _, first, inverse, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(counts), dtype=np.int32)
    rank[np.lexsort((first, -counts))] = np.arange(len(counts), dtype=np.int32)
    return rank[inverse.reshape(-1)]
