"""Classes from their own images: one prototype each, the mean, or several by K-Means; for any encoder."""

from collections.abc import Sequence

import numpy as np

from classifiers.directions.prototypes import Prototypes, class_prototype, stacked
from classifiers.directions.vectors import Vectors, unit_rows
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats


def visual_prototypes(X: Floats, labels: Sequence[str], per_class: int = 1, seed: int = 0) -> Prototypes:
    """Return prototypes from images (n_images, dim) and the name of each one's class, in order of first appearance.

    `per_class` 1 is the mean; more are the centres of K-Means on the unit rows (scikit-learn, so in the worker
    alone), as many as the class has different images at most. Raises GrouplineError for less than one,
    LengthMismatchError when labels and images differ in number.
    """
    if per_class < 1:
        raise GrouplineError(f"A class needs at least one prototype; got {per_class}.")
    if len(labels) != len(X):
        raise LengthMismatchError(f"{len(X)} images have {len(labels)} labels.")
    unit, given = unit_rows(X), np.asarray(labels, dtype=object)
    names = list(dict.fromkeys(labels))
    return stacked({name: _of_class(unit[given == name], per_class, seed) for name in names})


def _of_class(rows: Vectors, per_class: int, seed: int) -> Vectors:
    count = min(per_class, len(np.unique(rows, axis=0)))
    if count == 1:
        return class_prototype(rows)[None]
    from sklearn.cluster import KMeans

    centres = KMeans(count, n_init=4, random_state=seed).fit(rows).cluster_centers_
    return unit_rows(centres)
