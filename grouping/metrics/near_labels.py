"""Near-labels as people give them, turned into class numbers."""

from collections.abc import Sequence

import numpy as np

from grouping.errors import LengthMismatchError
from grouping.types import Ints

NONE = -1
"""The class number of an image without a near-label."""


def near_label_codes(near_labels: Sequence[object], n_images: int) -> Ints:
    """Return class numbers 0, 1, ... in the order of first appearance, and -1 where there is no near-label.

    None, NaN and the empty string mean 'no near-label'; 1 and "1" are the same class. The result is (n_images,).

    Raises LengthMismatchError when there is not one entry for each image.
    """
    if len(near_labels) != n_images:
        raise LengthMismatchError(
            f"Got {len(near_labels)} near-labels for {n_images} images: give one for each image, None where unknown."
        )
    classes: dict[str, int] = {}
    codes = [NONE if _missing(value) else classes.setdefault(str(value), len(classes)) for value in near_labels]
    return np.asarray(codes, dtype=np.int64)


def _missing(value: object) -> bool:
    return value is None or value == "" or value != value  # only NaN differs from itself
