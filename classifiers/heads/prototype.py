"""Nearest prototype: one mean for each class."""

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from grouping.types import Floats, Ints


class NearestPrototype(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """The class whose mean is nearest, every class as likely as another.

    scikit-learn's NearestCentroid divides by the spread of each feature inside the classes, and so has no score where
    one is constant, as features after a ReLU often are.
    """

    def fit(self, X: Floats, y: Ints) -> "NearestPrototype":
        """Take the mean of each class of (n_images, dim)."""
        self.classes_ = np.unique(y)
        self.prototypes_ = np.stack([np.asarray(X)[y == one].mean(axis=0) for one in self.classes_]).astype(np.float32)
        return self

    def decision_function(self, X: Floats) -> Floats:
        """Return (n_images, n_classes): minus half the mean squared distance a feature."""
        away = np.asarray(X, dtype=np.float64)[:, np.newaxis] - self.prototypes_
        found: Floats = -0.5 * np.einsum("ijk,ijk->ij", away, away) / self.prototypes_.shape[1]
        return found

    def predict(self, X: Floats) -> Ints:
        """Return (n_images,): the class of the nearest mean."""
        found: Ints = self.classes_[self.decision_function(X).argmax(axis=1)]
        return found
