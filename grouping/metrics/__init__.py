"""Scores of partitions, with and without near-labels; numpy alone."""

from grouping.metrics.catalogue import METRICS, Metric
from grouping.metrics.convergence import (
    c_score,
    c_score_normalized,
    contingency,
    convergence_difference,
    convergence_ratio,
)
from grouping.metrics.entropy import entropy
from grouping.metrics.near_labels import near_label_codes
from grouping.metrics.sampled import sampled_silhouette
from grouping.metrics.silhouette import silhouette, silhouettes

__all__ = [
    "METRICS",
    "Metric",
    "c_score",
    "c_score_normalized",
    "contingency",
    "convergence_difference",
    "convergence_ratio",
    "entropy",
    "near_label_codes",
    "sampled_silhouette",
    "silhouette",
    "silhouettes",
]
