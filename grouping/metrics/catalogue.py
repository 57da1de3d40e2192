"""Every metric in one literal table: the sweep's columns, the help texts and the tests of laws read it."""

from collections.abc import Callable
from typing import NamedTuple

from grouping.metrics.convergence import c_score, c_score_normalized, convergence_difference, convergence_ratio
from grouping.metrics.entropy import entropy
from grouping.metrics.silhouette import silhouette


class Metric(NamedTuple):
    """One metric: its function, what that takes beside the clusters, and how to read its value."""

    name: str
    function: Callable[..., float]
    needs: str
    """`clusters` alone, `embeddings` and clusters, or `near_labels` and clusters."""
    low: float
    high: float
    """The range; infinity where it grows with the number of clusters or classes."""
    best: str
    """`low` or `high`."""
    words: str


_INF = float("inf")

METRICS = (
    Metric("entropy", entropy, "clusters", 0.0, _INF, "low", "bits; how evenly the clusters share the images"),
    Metric("silhouette", silhouette, "embeddings", -1.0, 1.0, "high", "how clearly the clusters lie apart"),
    Metric("c_score", c_score, "near_labels", 0.0, _INF, "high", "overlap of classes and clusters, summed"),
    Metric("c_score_normalized", c_score_normalized, "near_labels", 0.0, 1.0, "high", "the same per pair"),
    Metric("convergence_difference", convergence_difference, "near_labels", 0.0, 1.0, "low", "0: converged"),
    Metric("convergence_ratio", convergence_ratio, "near_labels", 0.0, 1.0, "high", "1: converged, for any k"),
)
