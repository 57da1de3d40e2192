"""What a model said of images whose class is known, as arrays in one file that needs no scikit-learn to read."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classifiers.errors import DamagedModelError
from grouping.files import atomic_write
from grouping.types import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Images with truth and probabilities, row by row."""

    image_ids: Ints
    """(n_images,)"""
    sha256s: tuple[str, ...]
    y: Ints
    """(n_images,): the truth, as places in the model's classes."""
    probabilities: Floats
    """(n_images, n_classes)"""

    def __len__(self) -> int:
        return len(self.y)

    @property
    def label(self) -> Ints:
        """(n_images,): the likeliest class's place."""
        found: Ints = self.probabilities.argmax(axis=1)
        return found

    def routed(self, strong: "Judged", below: float) -> "Judged":
        """Return the images that both judged, with the strong one's word where this one is less sure than `below`."""
        place = {sha: row for row, sha in enumerate(strong.sha256s)}
        own = np.array([row for row, sha in enumerate(self.sha256s) if sha in place], dtype=np.int64)
        other = np.array([place[self.sha256s[row]] for row in own], dtype=np.int64)
        mine, theirs = self.probabilities[own], strong.probabilities[other]
        sure = mine.max(axis=1, keepdims=True, initial=0) >= below
        shas = tuple(self.sha256s[row] for row in own)
        return Judged(self.image_ids[own], shas, self.y[own], np.where(sure, mine, theirs))

    def save(self, path: Path) -> None:
        """Write the arrays, atomically."""
        packed = io.BytesIO()
        digests = np.frombuffer(bytes.fromhex("".join(self.sha256s)), dtype=np.uint8).reshape(-1, 32)
        arrays = {"image_ids": self.image_ids, "sha256s": digests, "y": self.y, "probabilities": self.probabilities}
        np.savez(packed, allow_pickle=False, **arrays)
        with atomic_write(path) as file:
            file.write(packed.getvalue())

    @classmethod
    def load(cls, path: Path) -> "Judged":
        """Read them back; raises DamagedModelError where the file is gone or broken."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                shas = tuple(bytes(row).hex() for row in arrays["sha256s"])
                return cls(arrays["image_ids"], shas, arrays["y"], arrays["probabilities"])
        except (OSError, KeyError, ValueError) as error:
            raise DamagedModelError(f"{path} cannot be read; train the model again.") from error
