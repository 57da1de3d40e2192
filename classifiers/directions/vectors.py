"""Rows of length one, on which a cosine is a plain product."""

import numpy as np
import numpy.typing as npt

from grouping.errors import InvalidEmbeddingsError, LengthMismatchError
from grouping.types import Floats

Vectors = npt.NDArray[np.float32]
"""Rows in one space, (n, dim), float32."""


def unit_rows(X: Floats) -> Vectors:
    """Return the rows divided by their lengths: (n, dim), float32; a row of zeros stays one.

    Raises InvalidEmbeddingsError for another shape, or for NaN and infinite values, naming the first rows.
    """
    if X.ndim != 2:
        raise InvalidEmbeddingsError(f"Embeddings are (n, dim); got an array of shape {X.shape}.")
    X = np.asarray(X, np.float32)
    lengths = row_lengths(X)
    return np.asarray(X / np.where(lengths > 0, lengths, 1)[:, None], np.float32)


def row_lengths(X: Floats, first: int = 0) -> Vectors:
    """Return the Euclidean length of each row: (n,), float32; `first` is the number of row 0 in what is reported.

    Raises InvalidEmbeddingsError, naming the first rows, where one is not finite.
    """
    lengths: Vectors = np.sqrt(np.einsum("ij,ij->i", X, X, dtype=np.float32))
    if not np.isfinite(lengths).all():
        rows = np.flatnonzero(~np.isfinite(lengths))
        which = ", ".join(str(first + row) for row in rows[:3])
        raise InvalidEmbeddingsError(
            f"{len(rows)} embeddings hold values that are not finite (rows {which}). Encode those images again."
        )
    return lengths


def same_space(image_dim: int, dim: int, what: str) -> None:
    """Raise LengthMismatchError when the images do not lie in the space of `what`."""
    if image_dim != dim:
        raise LengthMismatchError(
            f"The images have {image_dim} dimensions, {what} {dim}: they come from different encoders. "
            "Take embeddings of the same one."
        )
