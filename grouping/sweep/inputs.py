"""The embeddings and numbers of clusters that a sweep can take; anything else is refused with its reason."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from grouping.errors import InvalidEmbeddingsError, LengthMismatchError
from grouping.sweep.spec import InvalidSweepError, SweepSpec
from grouping.types import Floats

BLOCK = 10_000
NAMED = 5
"""Images named in an error; the others are counted."""


def checked_embeddings(X: npt.ArrayLike, image_names: Sequence[str] | None = None) -> Floats:
    """Return `X` as a float array (n_images, n_features), a memory map untouched.

    Raises InvalidEmbeddingsError, naming the images, where a value is NaN or infinite, and for any other shape;
    LengthMismatchError where there is not one name for each image.
    """
    array: npt.NDArray[Any] = X if isinstance(X, np.ndarray) else np.asarray(X)
    if array.ndim != 2 or array.shape[1] == 0 or array.dtype.kind not in "fiub":
        raise InvalidEmbeddingsError(
            f"Embeddings have shape {array.shape} and type {array.dtype}: they must be numbers, (n_images, n_features)."
        )
    if image_names is not None and len(image_names) != len(array):
        raise LengthMismatchError(f"Got {len(image_names)} image names for {len(array)} embeddings: give one for each.")
    floats: Floats = array if array.dtype in (np.float32, np.float64) else array.astype(np.float32)
    _refuse_non_finite(floats, image_names)
    return floats


def _refuse_non_finite(X: Floats, image_names: Sequence[str] | None) -> None:
    starts = range(0, len(X), BLOCK)
    bad = [i + int(row) for i in starts for row in np.flatnonzero(~np.isfinite(X[i : i + BLOCK]).all(axis=1))]
    if not bad:
        return
    names = ", ".join(str(image_names[i]) if image_names else f"image {i}" for i in bad[:NAMED])
    more = f" and {len(bad) - NAMED} more" if len(bad) > NAMED else ""
    raise InvalidEmbeddingsError(
        f"The embeddings of {len(bad)} of {len(X)} images hold NaN or infinite values: {names}{more}. "
        "Encode these images anew, or leave them out."
    )


def possible_clusters(spec: SweepSpec, n_images: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Return the numbers of clusters that `n_images` allow, at most n_images - 1, and a note on those left out.

    Raises InvalidSweepError where none is left, and where the paper profile meets too many images.
    """
    allowed = tuple(k for k in spec.clusters if k < n_images)
    if not allowed:
        raise InvalidSweepError(
            f"{n_images} images cannot be put in {spec.clusters[0]} clusters or more: a sweep needs at least "
            f"{spec.clusters[0] + 1} images. Add images, or ask for fewer clusters."
        )
    if spec.profile == "paper" and n_images > spec.exact_up_to:
        raise InvalidSweepError(
            f"The paper profile fits every image at once, up to {spec.exact_up_to}; got {n_images}. Choose the "
            "recommended profile, or raise exact_up_to where memory for n_images squared distances is at hand."
        )
    dropped = len(spec.clusters) - len(allowed)
    note = f"{dropped} numbers of clusters above {n_images - 1} left out: there are {n_images} images."
    return allowed, (note,) if dropped else ()
