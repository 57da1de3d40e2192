"""Images as the classes see them: whole and tiles pooled, centred, adapted; block by block, never all at once."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from classifiers.directions.vectors import Vectors, same_space, unit_rows
from classifiers.few_shot.adapter import Adapter
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats

_BLOCK = 8192


class Rows(Protocol):
    """Embeddings (n_images, dim): an array, a memory map, or rows that are read when a slice of them is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """(n_images, dim)."""

    def __len__(self) -> int:
        """Return the number of images."""

    def __getitem__(self, rows: slice, /) -> Floats:
        """Return some rows."""


@dataclass(frozen=True)
class SeenImages:
    """Embeddings with what is done to them before they are compared with classes; rows are made as they are read.

    `whole` is (n_images, dim) and may be a memory map; `tiles`, of the same shape, are the averages of the images'
    tiles, which count with `context` in [0, 1]; `centre` (dim,) is subtracted from the unit rows; `adapter` comes last.
    Raises GrouplineError or LengthMismatchError when these do not fit each other.
    """

    whole: Rows
    tiles: Rows | None = None
    context: float = 0.0
    centre: Vectors | None = None
    adapter: Adapter | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.context <= 1:
            raise GrouplineError(f"The weight of the tiles is {self.context}; it must lie in 0 (off) to 1.")
        if self.context and self.tiles is None:
            raise GrouplineError("Context wants the embeddings of the tiles too: encode with preprocessing 'grid'.")
        if self.tiles is not None and tuple(self.tiles.shape) != tuple(self.whole.shape):
            raise LengthMismatchError(
                f"The whole images are {self.whole.shape}, their tiles {self.tiles.shape}; both must be of one encoder."
            )
        if self.adapter is not None:
            same_space(self.shape[1], self.adapter.dim, "the adapter")

    @property
    def shape(self) -> tuple[int, int]:
        """Return (n_images, dim)."""
        return self.whole.shape[0], self.whole.shape[1]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.whole)

    @property
    def plain(self) -> bool:
        """Whether the rows are the embeddings as they are."""
        return not self.context and self.centre is None and self.adapter is None

    def rows(self, start: int, stop: int) -> Floats:
        """Return some rows, not normalised where nothing is done to them: (stop - start, dim)."""
        rows = self.whole[start:stop]
        if self.plain:
            return rows
        seen = unit_rows(rows)
        if self.context and self.tiles is not None:
            seen = pooled(seen, unit_rows(self.tiles[start:stop]), self.context)
        if self.centre is not None:
            seen = unit_rows(seen - self.centre)
        return seen if self.adapter is None else self.adapter.apply(seen)

    def all(self) -> Vectors:
        """Return all rows, of length one: (n_images, dim), for sets that fit into memory."""
        return unit_rows(self.rows(0, len(self)))


def pooled(whole: Vectors, tiles: Vectors, context: float) -> Vectors:
    """Return (1 - context) whole + context tiles, normalised: unit rows (n_images, dim)."""
    return unit_rows((1 - context) * whole + context * tiles)


def centre_of(images: SeenImages) -> Vectors:
    """Return the mean of the unit rows: (dim,); for `SeenImages(centre=...)`.

    Networks whose embeddings have no negative numbers put all images into one corner; without the mean, what tells
    them apart is left. Source: Wang et al., SimpleShot, 2019 (centering and L2 normalization).
    """
    total = np.zeros(images.shape[1])
    for start in range(0, len(images), _BLOCK):
        total += unit_rows(images.rows(start, min(start + _BLOCK, len(images)))).sum(axis=0, dtype=np.float64)
    return np.asarray(total / max(1, len(images)), np.float32)
