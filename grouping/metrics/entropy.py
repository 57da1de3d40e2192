"""Entropy of a partition: how evenly its clusters share the images."""

import numpy as np

from grouping.types import Ints


def entropy(clusters: Ints) -> float:
    """Return -sum p_i log2 p_i in bits, p_i the share of the images in cluster i; low is best in the Min-Max rule.

    `clusters` is (n_images,). The value lies in [0, log2 n_clusters]: 0 for one cluster, the upper bound for
    clusters of one size. Raises ValueError when there are no images.
    Source: Shannon (1948); Mathias et al., ICAART 2025.
    """
    if len(clusters) == 0:
        raise ValueError("Entropy needs at least one image; got none.")
    _, counts = np.unique(clusters, return_counts=True)
    shares = counts / counts.sum()
    return max(0.0, float(-(shares * np.log2(shares)).sum()))
