"""The estimators of the catalogue, unfitted: scikit-learn's, with what each needs on embeddings set."""

from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from classifiers.heads.prototype import NearestPrototype


def logistic_regression(class_weight: str | None, seed: int) -> Any:
    """Multinomial, with the L2 penalty 1/C."""
    return LogisticRegression(class_weight=class_weight, max_iter=2000, random_state=seed)


def linear_svm(class_weight: str | None, seed: int) -> Any:
    """One class against the rest; solved in the dual, for embeddings have more dimensions than there are images."""
    return LinearSVC(class_weight=class_weight, dual=True, max_iter=20_000, random_state=seed)


def rbf_svm(class_weight: str | None, seed: int) -> Any:
    """Gaussian kernel; its width decides more than the penalty, which is fixed."""
    return SVC(C=10.0, class_weight=class_weight, random_state=seed)


def decision_tree(class_weight: str | None, seed: int) -> Any:
    """One tree, whose rules a person can read."""
    return DecisionTreeClassifier(class_weight=class_weight, random_state=seed)


def mlp(class_weight: str | None, seed: int) -> Any:
    """One hidden layer of 64 units; L-BFGS, which on some thousand images needs no learning rate to be found."""
    return MLPClassifier(hidden_layer_sizes=(64,), solver="lbfgs", max_iter=500, random_state=seed)


def knn(class_weight: str | None, seed: int) -> Any:
    """Votes weighed by nearness; searched by brute force, for trees are no faster in 1,280 dimensions."""
    return KNeighborsClassifier(weights="distance", algorithm="brute")


def prototype(class_weight: str | None, seed: int) -> Any:
    """Nearest class mean, every class as likely as another."""
    return NearestPrototype()
