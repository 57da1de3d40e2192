"""A model's word on images, with what it could not look at named: a missing file is never taken for an answer."""

from collections.abc import Mapping

import numpy as np

from classifiers.errors import UntrainableError
from classifiers.types import Answers, Inputs
from grouping.errors import InvalidEmbeddingsError, UnreadableImageError
from grouping.steps.encode_images import read_image
from grouping.types import Floats, Progress, silent

NAMED = 3
"""Images that a message names."""


def answer(answers: Answers, inputs: Inputs, progress: Progress = silent) -> tuple[Floats, dict[int, str]]:
    """Return logits, (n_images, n_classes), and row -> why, of the images that cannot be read; their logits are NaN.

    Raises InvalidEmbeddingsError where the model gives no number for an image that is there: training went astray.
    """
    logits = answers.logits(inputs, progress)
    bad = [int(row) for row in np.flatnonzero(~np.isfinite(logits).all(axis=1))]
    lost = {row: why for row in bad if (why := _unreadable(inputs, row))}
    astray = len(bad) - len(lost)
    if astray:
        raise InvalidEmbeddingsError(
            f"The model gives no number for {astray:,} of {len(inputs):,} images: training has gone astray. Train "
            "again with a smaller learning rate or stronger regularization."
        )
    return logits, lost


def answer_all(answers: Answers, inputs: Inputs, progress: Progress = silent) -> Floats:
    """Return the logits of images that must all be there; raises UntrainableError, which names them."""
    logits, lost = answer(answers, inputs, progress)
    if lost:
        raise UntrainableError(
            f"{told(inputs, lost)}. Import them again from where they lie now, or take them out of the label set."
        )
    return logits


def told(inputs: Inputs, lost: Mapping[int, str]) -> str:
    """Return how many images could not be read, with the first of them and why."""
    first = [f"{inputs.uris[row] or inputs.sha256s[row]}: {why}" for row, why in list(lost.items())[:NAMED]]
    return f"{len(lost):,} of {len(inputs):,} images cannot be read, the first: {'; '.join(first)}"


def _unreadable(inputs: Inputs, row: int) -> str:
    """Return why a file cannot be read; '' where it can, or where the model looks at embeddings and needs none."""
    if inputs.X is not None:
        return ""
    try:
        read_image(inputs.sha256s[row], inputs.uris[row])
    except (UnreadableImageError, OSError) as error:
        return str(error).rstrip(".")
    return ""
