"""Proposals as arrays: what models said of unlabeled images, in parts that are written once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from classifiers.errors import DamagedModelError
from grouping.files import atomic_write
from grouping.types import Floats, Ints

Flags = npt.NDArray[np.bool_]

PART = 4096
"""Images a part."""


@dataclass(frozen=True, slots=True, eq=False)
class Proposed:
    """Images with what was said of each, row by row."""

    image_ids: Ints
    """(n_images,)"""
    label: Ints
    """(n_images,): the likeliest class's place."""
    second: Ints
    """(n_images,): the next likely class's place; the same where there is one class."""
    confidence: Floats
    """(n_images,): in [0, 1]."""
    margin: Floats
    """(n_images,): confidence less that of the second class."""
    known: Flags
    """(n_images,): whether the confidence reaches the threshold."""
    strong: Flags
    """(n_images,): whether the strong model of a route decided."""

    def __len__(self) -> int:
        return len(self.image_ids)

    def save(self, path: Path) -> None:
        """Write the arrays, atomically."""
        with atomic_write(path) as file:
            np.savez(file, allow_pickle=False, **{name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> "Proposed":
        """Read a part; raises DamagedModelError where it is gone or broken."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return cls(**{name: arrays[name] for name in cls.__slots__})
        except (OSError, KeyError, ValueError) as error:
            raise DamagedModelError(f"{path} cannot be read; predict again.") from error

    @classmethod
    def joined(cls, parts: Iterable["Proposed"]) -> "Proposed":
        """Return parts as one; there is one at least."""
        there = list(parts)
        return cls(**{name: np.concatenate([getattr(part, name) for part in there]) for name in cls.__slots__})


def part_paths(folder: Path, n_images: int) -> Iterator[tuple[int, Path]]:
    """Give (first row, path) of each part."""
    for first in range(0, n_images, PART):
        yield first, folder / f"part-{first // PART:05d}.npz"


def read_all(folder: Path, n_images: int) -> Proposed:
    """Return every proposal of a finished prediction of one image or more."""
    return Proposed.joined(Proposed.load(path) for _, path in part_paths(folder, n_images))
