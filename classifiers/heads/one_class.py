"""One-class scores: how far an image lies from what one class looks like; 0 is the centre, larger is stranger."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.covariance import LedoitWolf
from sklearn.neighbors import NearestNeighbors

from grouping.types import Floats

NEIGHBOUR = 5


class KthNeighbour(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Euclidean distance to the k-th nearest training image, k = 5 or the number of training images."""

    def __init__(self, class_weight: str | None = None, seed: int = 0) -> None:
        self.class_weight, self.seed = class_weight, seed

    def fit(self, X: Floats, y: Any = None) -> "KthNeighbour":
        """Keep the training embeddings, (n_images, dim)."""
        self.X_ = np.ascontiguousarray(X, dtype=np.float32)
        return self

    def distances(self, X: Floats) -> Floats:
        """Return each image's distance, (n_images,)."""
        index = NearestNeighbors(n_neighbors=min(NEIGHBOUR, len(self.X_)), algorithm="brute").fit(self.X_)
        found: Floats = index.kneighbors(np.asarray(X, dtype=np.float32))[0][:, -1]
        return found


class Mahalanobis(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Distance from the mean in units of the spread, with the covariance shrunk as Ledoit and Wolf do (2004).

    Without shrinkage a covariance of 1,280 dimensions cannot be estimated from some hundred images.
    """

    def __init__(self, class_weight: str | None = None, seed: int = 0) -> None:
        self.class_weight, self.seed = class_weight, seed

    def fit(self, X: Floats, y: Any = None) -> "Mahalanobis":
        """Estimate mean and covariance of (n_images, dim)."""
        found = LedoitWolf().fit(np.asarray(X, dtype=np.float64))
        self.location_ = found.location_.astype(np.float32)
        self.precision_ = found.precision_.astype(np.float32)
        return self

    def distances(self, X: Floats) -> Floats:
        """Return each image's distance, (n_images,)."""
        away = np.asarray(X, dtype=np.float64) - self.location_
        squares = np.einsum("ij,jk,ik->i", away, self.precision_.astype(np.float64), away, optimize=True)
        found: Floats = np.sqrt(np.maximum(squares, 0))
        return found
