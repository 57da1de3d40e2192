"""The training-free cache of labeled images: a query is drawn to the classes of those that it resembles.

Source: Zhang et al., "Tip-Adapter: Training-free Adaption of CLIP for Few-shot Classification", ECCV 2022, equations
4 and 5: logits = alpha phi(x F^T) L + x W^T with phi(a) = exp(-beta (1 - a)), F the labeled images' unit embeddings,
L their one-hot classes. Two differences: the sum over a class's images is divided by their number, so that a class
with many images is not preferred (with as many of each, alpha is that of the paper times their number), and alpha
counts in cosines (that of the paper divided by CLIP's logit scale of 100), so that margin and temperature keep their
meaning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.directions.vectors import Vectors, unit_rows
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats


@dataclass(frozen=True)
class ImageCache:
    """Labeled images as unit rows `keys` (n, dim) and their class numbers `owners` (n,), ascending.

    `alpha` >= 0 is how much the cache counts beside the prototypes, `beta` > 0 how near an image must be to count.
    """

    keys: Vectors
    owners: npt.NDArray[np.intp]
    n_classes: int
    alpha: float = 1.0
    beta: float = 5.5

    def __post_init__(self) -> None:
        if self.alpha < 0 or not self.beta > 0:
            raise GrouplineError(
                f"The cache wants alpha of 0 or more and beta above 0; got {self.alpha} and {self.beta}."
            )
        if len(self.keys) != len(self.owners) or not len(self.keys):
            raise LengthMismatchError(f"The cache has {len(self.keys)} images and {len(self.owners)} classes of them.")

    def scores(self, X: Vectors) -> Vectors:
        """Return what the cache adds to S(c, x) for unit rows (n_images, dim): (n_images, n_classes), in [0, alpha]."""
        near = np.exp(-self.beta * (1 - X @ self.keys.T))
        counts = np.bincount(self.owners, minlength=self.n_classes)
        weights = np.zeros((len(self.keys), self.n_classes), np.float32)
        weights[np.arange(len(self.keys)), self.owners] = self.alpha / counts[self.owners]
        found: Vectors = (near @ weights).astype(np.float32)
        return found


def image_cache(
    X: Floats, labels: Sequence[str], names: Sequence[str], alpha: float = 1.0, beta: float = 5.5
) -> ImageCache:
    """Return a cache of the images (n, dim) whose label is among `names`.

    Raises GrouplineError when none is, LengthMismatchError when labels and images differ in number.
    """
    if len(labels) != len(X):
        raise LengthMismatchError(f"{len(X)} images have {len(labels)} labels.")
    place = {name: number for number, name in enumerate(names)}
    owners = np.array([place.get(label, -1) for label in labels], np.intp)
    order = np.argsort(owners, kind="stable")
    order = order[owners[order] >= 0]
    if not len(order):
        raise GrouplineError("The cache is empty: no labeled image is of these classes. Label some, or switch it off.")
    return ImageCache(unit_rows(X[order]), owners[order], len(names), alpha, beta)
