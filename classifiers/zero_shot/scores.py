"""Similarities, probabilities and attribution of some images: the whole tables, for those that are looked at.

Source of the equations' numbers: Lisowska 2026, zero-shot recognition for industrial assembly.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from classifiers.directions.prototypes import Prototypes
from classifiers.directions.vectors import Vectors, same_space
from classifiers.few_shot.cache import ImageCache
from classifiers.zero_shot.views import Rows, SeenImages
from grouping.errors import GrouplineError
from grouping.types import Floats


def similarities(X: Rows | SeenImages, prototypes: Prototypes, cache: ImageCache | None = None) -> Vectors:
    """Return S(c, x), the cosine of each image with each class (equations 5 and 7): (n_images, n_classes), in [-1, 1].

    A class with several prototypes counts by the nearest of them. An embedding of zeros scores 0 everywhere. A cache
    of images adds up to its alpha.
    """
    images = X if isinstance(X, SeenImages) else SeenImages(X)
    same_space(images.shape[1], prototypes.dim, "the classes")
    unit = images.all()
    scores = by_class(unit @ prototypes.vectors.T, prototypes)
    return scores if cache is None else scores + cache.scores(unit)


def by_class(scores: Vectors, prototypes: Prototypes) -> Vectors:
    """Return the best score of each class from those of its prototypes: (n_images, n_classes)."""
    if len(prototypes.owners) == len(prototypes.names):
        return scores
    best: Vectors = np.maximum.reduceat(scores, prototypes.starts, axis=1)
    return best


def softmax(S: Floats, gamma: float) -> Vectors:
    """Return probabilities over the classes at temperature gamma (equations 10 and 11): rows sum to 1.

    p(c | x) = exp(S(c, x) / gamma) / sum over c' of exp(S(c', x) / gamma). Raises GrouplineError for gamma <= 0.
    """
    if not gamma > 0:
        raise GrouplineError(f"The temperature gamma is {gamma}; it must be above 0, such as 0.01.")
    powers = np.exp((S - S.max(axis=1, keepdims=True)) / np.float32(gamma))
    probabilities: Vectors = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


class Attribution(NamedTuple):
    """How far each class explains each image, and which images no class explains better than another."""

    values: Vectors
    """(n_images, n_classes), in [0, 1]; 1 is the best class of the image."""
    flat: npt.NDArray[np.bool_]
    """(n_images,): all similarities are equal, so 0/0 was taken as 0."""


def attribution(S: Floats) -> Attribution:
    """Return A(c, x) = (S - min S) / (max S - min S) over the classes of each image (equation 13), with 0/0 = 0."""
    low, high = S.min(axis=1, keepdims=True), S.max(axis=1, keepdims=True)
    span = high - low
    flat = span[:, 0] == 0
    return Attribution(np.asarray((S - low) / np.where(span > 0, span, 1), np.float32), flat)


def top_classes(S: Floats, k: int) -> npt.NDArray[np.intp]:
    """Return the `k` best classes of each image, best first, ties by the order of the classes: (n_images, <= k)."""
    return np.argsort(-S, axis=1, kind="stable")[:, :k]
