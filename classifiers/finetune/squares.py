"""Images decoded once into one array of squares on the disk, which every epoch reads."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifiers.errors import UntrainableError
from classifiers.finetune.whole import whole_array
from classifiers.types import Inputs
from grouping.encoders.catalogue import EncoderCard
from grouping.encoders.preprocess import preprocess
from grouping.errors import UnreadableImageError
from grouping.files import key_of
from grouping.steps.encode_images import read_image
from grouping.types import Progress, silent

Squares = npt.NDArray[np.uint8]
"""(n_images, side, side, 3), RGB, 0 to 255."""

_NAMED = 3


def square(inputs: Inputs, row: int, card: EncoderCard, how: str, size: int) -> Squares:
    """Return one image as a network sees it, (size, size, 3); raises UnreadableImageError where its file is gone."""
    view: Squares = preprocess(read_image(inputs.sha256s[row], inputs.uris[row]), card, how, size)[0]
    return view


def squares(
    inputs: Inputs, card: EncoderCard, how: str, size: int, folder: Path, progress: Progress = silent
) -> Squares:
    """Return all images as squares, (n_images, size, size, 3), kept in a file of `folder` and read from there.

    Raises UntrainableError, which names the first of them, when images cannot be read.
    """
    path = folder / f"squares-{key_of(list(inputs.sha256s), card.timm_name, how, size)}.npy"
    lost: list[str] = []
    with whole_array(path, (len(inputs), size, size, 3), np.uint8) as array:
        for row in range(len(array)):
            progress(row, len(inputs), "reading images")
            try:
                array[row] = square(inputs, row, card, how, size)
            except (UnreadableImageError, OSError) as error:
                lost.append(f"{inputs.uris[row] or inputs.sha256s[row]}: {error}")
        if lost:
            raise UntrainableError(
                f"{len(lost):,} of {len(inputs):,} images cannot be read, the first: {'; '.join(lost[:_NAMED])}. "
                "Import them again from where they lie now, or take them out of the label set."
            )
    return np.load(path, mmap_mode="r")  # type: ignore[no-any-return]  # numpy's load is Any
