"""Embeddings and row numbers as the searches take them; anything else is refused with its reason."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grouping.errors import GrouplineError, InvalidEmbeddingsError
from grouping.types import Floats, Ints

BLOCK = 10_000


class InvalidSearchError(GrouplineError, ValueError):
    """A setting of a search is out of range."""


def checked(X: npt.ArrayLike) -> Floats:
    """Return `X` as float32 or float64, (n_images, n_features); a memory map stays one.

    Raises InvalidEmbeddingsError for another shape, and where a value is NaN or infinite.
    """
    array: npt.NDArray[Any] = X if isinstance(X, np.ndarray) else np.asarray(X)
    if array.ndim != 2 or array.shape[1] == 0 or array.dtype.kind not in "fiub":
        raise InvalidEmbeddingsError(
            f"Embeddings have shape {array.shape} and type {array.dtype}: they must be numbers, (n_images, n_features)."
        )
    floats: Floats = array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
    bad = sum(int((~np.isfinite(floats[i : i + BLOCK]).all(axis=1)).sum()) for i in range(0, len(floats), BLOCK))
    if bad:
        raise InvalidEmbeddingsError(
            f"The embeddings of {bad} of {len(floats)} images hold NaN or infinite values: encode these images anew, "
            "or leave them out."
        )
    return floats


def checked_rows(rows: Sequence[int] | Ints, n_images: int) -> Ints:
    """Return row numbers as an array; raises InvalidSearchError where one is below 0 or above n_images - 1."""
    numbers = np.atleast_1d(np.asarray(rows, dtype=np.int64))
    if len(numbers) and (numbers.min() < 0 or numbers.max() >= n_images):
        raise InvalidSearchError(
            f"Rows run from {numbers.min()} to {numbers.max()}: with {n_images} images they must lie in "
            f"0 to {n_images - 1}."
        )
    return numbers


def checked_k(k: int) -> int:
    """Return the number of neighbours; raises InvalidSearchError below 1."""
    if k < 1:
        raise InvalidSearchError(f"k is {k}: ask for at least 1 neighbour; 10 serves well.")
    return int(k)


def unit_rows(X: Floats) -> Floats:
    """Return the rows scaled to length 1, float32; a row of zeros stays as it is."""
    lengths = np.linalg.norm(X, axis=1, keepdims=True)
    scaled: Floats = (X / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled
