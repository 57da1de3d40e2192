"""How well known classes are told from unknown ones, with classes held out."""

import math
from collections.abc import Collection

import numpy as np
import numpy.typing as npt

from classifiers.directions.prototypes import Prototypes, only
from classifiers.zero_shot.predict import Answers, predict
from classifiers.zero_shot.views import SeenImages
from grouping.errors import GrouplineError
from grouping.types import Floats, Ints

SIGNS = ("similarity", "margin", "probability")
"""What may tell known from unknown; each is larger for known images."""


def auroc(known: Floats, unknown: Floats) -> float:
    """Return the chance that a known image scores above an unknown one, ties half: in [0, 1], 1 is best.

    NaN where one side is empty.
    """
    if not len(known) or not len(unknown):
        return math.nan
    values = np.concatenate([known, unknown])
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum() - (counts - 1) / 2)[place]
    n = len(known)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(unknown)))


def unknown_auroc(answers: Answers, known: Ints | npt.NDArray[np.bool_]) -> dict[str, float]:
    """Return the AUROC of each sign in `SIGNS`; `known` (n_images,) is true where the image is of a class."""
    mask = known.astype(bool)
    return {sign: auroc(getattr(answers, sign)[mask], getattr(answers, sign)[~mask]) for sign in SIGNS}


def held_out_auroc(
    images: SeenImages, truth: Ints, prototypes: Prototypes, held_out: Collection[str], gamma: float
) -> dict[str, float]:
    """Return the AUROC of each sign when the classes `held_out` are taken away, so that their images are unknown.

    `truth` (n_images,) numbers the classes of `prototypes`. Raises GrouplineError when fewer than two would stay.
    """
    stay = [name for name in prototypes.names if name not in held_out]
    if len(stay) < 2:
        raise GrouplineError("At least two classes must stay when others are held out.")
    known = np.isin(truth, [prototypes.names.index(name) for name in stay])
    return unknown_auroc(predict(images, only(prototypes, stay), gamma), known)
