"""The heads, as a literal table; a test resolves and trains every entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Head:
    """A head: its title, the function (class_weight, seed) -> estimator that builds it, its grid of parameters."""

    title: str
    build: str
    grid: Mapping[str, Sequence[Any]] = field(default_factory=lambda: MappingProxyType({}))
    """Parameter -> values from simple to flexible; the middle is taken where nothing is searched."""
    weights: str = "classes"
    """How it weighs classes: 'classes' (by class_weight), 'samples' (by sample weights), 'none' (it cannot)."""
    one_class: bool = False


HEADS: Mapping[str, Head] = MappingProxyType(
    {
        "logistic_regression": Head(
            "Logistic regression",
            "classifiers.heads.estimators:logistic_regression",
            {"C": (0.001, 0.01, 0.1)},
        ),
        "linear_svm": Head(
            "Linear SVM",
            "classifiers.heads.estimators:linear_svm",
            {"C": (0.0001, 0.001, 0.01)},
        ),
        "rbf_svm": Head(
            "RBF SVM",
            "classifiers.heads.estimators:rbf_svm",
            {"gamma": (0.00001, 0.0001, 0.001)},
        ),
        "decision_tree": Head(
            "Decision tree",
            "classifiers.heads.estimators:decision_tree",
            {"min_samples_leaf": (10, 5, 2)},
        ),
        "mlp": Head(
            "MLP",
            "classifiers.heads.estimators:mlp",
            {"alpha": (10.0, 1.0, 0.1)},
            weights="samples",
        ),
        "knn": Head(
            "k nearest neighbours",
            "classifiers.heads.estimators:knn",
            {"n_neighbors": (15, 5, 1)},
            weights="none",
        ),
        "prototype": Head(
            "Nearest prototype",
            "classifiers.heads.estimators:prototype",
            weights="none",
        ),
        "kth_neighbour": Head(
            "Distance to the k-th neighbour",
            "classifiers.heads.one_class:KthNeighbour",
            weights="none",
            one_class=True,
        ),
        "mahalanobis": Head(
            "Mahalanobis distance",
            "classifiers.heads.one_class:Mahalanobis",
            weights="none",
            one_class=True,
        ),
    }
)
"""Prototypes weigh classes alike by themselves: each class has one. Votes of neighbours follow the frequencies."""
