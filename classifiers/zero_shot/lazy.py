"""Embeddings of chosen images, in their order, read from the parts on disk as they are asked for."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from grouping.embed.parts import Embeddings, read_part
from grouping.errors import GrouplineError
from grouping.types import Ints


class LazyEmbeddings:
    """Rows (n_images, dim) over memory maps; a slice costs its own memory and no more."""

    def __init__(self, parts: Sequence[tuple[Path, Sequence[str]]], wanted: Sequence[str], dim: int) -> None:
        """Find the images with the SHA-256 sums `wanted` in parts, each given with the sums of its rows.

        Raises GrouplineError, with how many, when some have no embedding.
        """
        place = {sha: (number, row) for number, (_, shas) in enumerate(parts) for row, sha in enumerate(shas)}
        missing = sum(sha not in place for sha in wanted)
        if missing:
            raise GrouplineError(f"{missing} of {len(wanted)} images have no embedding yet. Encode them first.")
        self._places: Ints = np.array([place[sha] for sha in wanted], np.int64).reshape(-1, 2)
        self._paths = [path for path, _ in parts]
        self._open = lru_cache(maxsize=64)(read_part)
        self.shape = (len(wanted), dim)

    def __len__(self) -> int:
        """Return the number of images."""
        return self.shape[0]

    def __getitem__(self, rows: slice) -> Embeddings:
        """Return some rows: (n, dim), float32."""
        places = self._places[rows]
        found = np.empty((len(places), self.shape[1]), np.float32)
        for number in np.unique(places[:, 0]):
            here = places[:, 0] == number
            found[here] = self._open(self._paths[number])[places[here, 1]]
        return found

    def __array__(self, dtype: object = None, copy: object = None) -> Embeddings:
        """Return all rows, in memory."""
        return self[:]
