"""A trained network: its logits for images, and its files."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.finetune import files
from classifiers.finetune.network import PixelNetwork
from classifiers.finetune.pixel_model import PixelModel, answers
from classifiers.finetune.spec import FinetuneSpec
from classifiers.finetune.squares import Squares, square
from classifiers.types import Inputs
from grouping.encoders.catalogue import EncoderCard
from grouping.errors import UnreadableImageError
from grouping.types import Floats, Ints, Progress, silent

_CHUNK = 16
_READERS = 2

Chunk = tuple[Ints, Squares]
"""Rows that could be read, and their squares."""


def _read(inputs: Inputs, rows: Ints, look: Callable[[int], Squares], pool: ThreadPoolExecutor) -> Chunk:
    def attempt(row: int) -> Squares | None:
        try:
            return look(row)
        except (UnreadableImageError, OSError):
            return None  # the row stays without a number, which `classifiers.answering` names

    read = list(pool.map(attempt, (int(row) for row in rows)))
    there = [place for place, one in enumerate(read) if one is not None]
    return rows[there], np.stack([one for one in read if one is not None] or [np.empty((0, 0, 3), np.uint8)])


def read_chunks(inputs: Inputs, card: EncoderCard, how: str, size: int, progress: Progress = silent) -> Iterator[Chunk]:
    """Yield images as squares, some at a time, leaving out those that cannot be read."""
    with ThreadPoolExecutor(_READERS) as pool:
        for start in range(0, len(inputs), _CHUNK):
            progress(start, len(inputs), "looking at images")
            rows = np.arange(start, min(start + _CHUNK, len(inputs)))
            there, views = _read(inputs, rows, lambda row: square(inputs, row, card, how, size), pool)
            if len(there):
                yield there, views


@dataclass(frozen=True, slots=True, eq=False)
class FittedNetwork:
    """A fine-tuned network, on the device it was trained on."""

    spec: FinetuneSpec
    network: PixelNetwork
    card: EncoderCard
    size: int
    classes: tuple[str, ...]
    details: Mapping[str, Any]

    def logits(self, inputs: Inputs, progress: Progress = silent) -> Floats:
        """Return (n_images, n_classes) float64; NaN for an image that cannot be read."""
        found = np.full((len(inputs), len(self.classes)), np.nan)
        for rows, views in read_chunks(inputs, self.card, self.spec.preprocessing, self.size, progress):
            found[rows] = self.of_squares(views)
        return found

    def of_squares(self, views: Squares) -> Floats:
        """Return logits (n_images, n_classes) float64 of squares (n_images, size, size, 3)."""
        return answers(self.network, views)

    def pixel_models(self) -> tuple[PixelModel]:
        """Return the network as overlays and files for the line need it."""
        spec = self.spec
        return (
            PixelModel(self.network, self.card, self.size, spec.preprocessing, spec.backbone, spec.title, self.classes),
        )

    def save(self, folder: Path) -> str:
        """Write the network and return the SHA-256 of its file."""
        return files.save(self, folder)
