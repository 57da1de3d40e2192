"""Scores of partitions, with and without near-labels; numpy alone."""

from grouping.metrics.agreement import (
    adjusted_rand_index,
    cohens_kappa,
    diagonal_order,
    normalized_mutual_information,
)
from grouping.metrics.catalogue import METRICS, Metric
from grouping.metrics.convergence import (
    c_score,
    c_score_normalized,
    c_score_parts,
    contingency,
    convergence_difference,
    convergence_ratio,
)
from grouping.metrics.entropy import entropy
from grouping.metrics.near_labels import near_label_codes
from grouping.metrics.sampled import sampled_silhouette
from grouping.metrics.silhouette import silhouette, silhouettes
from grouping.metrics.simplified import centre_distances, simplified_silhouettes

__all__ = [
    "METRICS",
    "Metric",
    "adjusted_rand_index",
    "c_score",
    "c_score_normalized",
    "c_score_parts",
    "centre_distances",
    "cohens_kappa",
    "contingency",
    "convergence_difference",
    "convergence_ratio",
    "diagonal_order",
    "entropy",
    "near_label_codes",
    "normalized_mutual_information",
    "sampled_silhouette",
    "silhouette",
    "silhouettes",
    "simplified_silhouettes",
]
