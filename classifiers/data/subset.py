"""A share of the training images, class by class; a larger share holds the smaller ones."""

import math

import numpy as np

from classifiers.errors import InvalidSpecError
from classifiers.types import Examples
from grouping.exporters.strata import strata


def share_of(examples: Examples, share: float, seed: int = 0) -> Examples:
    """Return the first `share`, in (0, 1], of each class, at least one image, in an order made by hashing.

    Near-duplicates need not stay together here: all of them are training images.
    """
    if not 0 < share <= 1:
        raise InvalidSpecError(f"The share of the training images lies in (0, 1]; got {share}.")
    if share == 1:
        return examples
    shas = examples.inputs.sha256s
    row_of = {sha: row for row, sha in enumerate(shas)}
    class_of = {sha: str(place) for sha, place in zip(shas, examples.y, strict=True)}
    kept = [
        row_of[unit[0]]
        for units in strata([[sha] for sha in shas], class_of, seed).values()
        for unit in units[: max(1, math.floor(share * len(units) + 0.5))]
    ]
    return examples.rows(np.sort(np.array(kept, dtype=np.int64)))
