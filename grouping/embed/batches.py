"""Views of equal shape gathered into batches for the network, and an image's views averaged."""

import numpy as np
import numpy.typing as npt

from grouping.encoders.network import Encoder
from grouping.encoders.preprocess import Views

_WAITING = 4
"""Batches' worth of views of all shapes that may wait; then the fullest shape goes, so that memory stays bounded."""


class Batches:
    """Collects the views of images by shape, embeds a shape as soon as it fills a batch, keeps the rows by image."""

    def __init__(self, encoder: Encoder, batch_size: int):
        self._encoder, self._size = encoder, batch_size
        self._waiting: dict[tuple[int, ...], list[tuple[int, Views]]] = {}
        self._rows: dict[int, npt.NDArray[np.float32]] = {}

    def add(self, row: int, views: Views) -> None:
        """Take the views (n_views, height, width, 3) of the image that becomes row `row`."""
        shape = views.shape[1:]
        self._waiting.setdefault(shape, []).append((row, views))
        if self._count(shape) >= self._size:
            self._embed(shape)
        elif sum(map(self._count, self._waiting)) >= _WAITING * self._size:
            self._embed(max(self._waiting, key=self._count))

    def _count(self, shape: tuple[int, ...]) -> int:
        return sum(len(views) for _, views in self._waiting[shape])

    def _embed(self, shape: tuple[int, ...]) -> None:
        images = self._waiting.pop(shape)
        embedded = self._encoder.embed(np.concatenate([views for _, views in images]))
        ends = np.cumsum([len(views) for _, views in images])
        for (row, views), end in zip(images, ends, strict=True):
            self._rows[row] = embedded[end - len(views) : end].mean(axis=0)

    def result(self, count: int) -> npt.NDArray[np.float32]:
        """Embed what still waits, and return all rows: (count, dim)."""
        for shape in list(self._waiting):
            self._embed(shape)
        if not count:
            return np.empty((0, self._encoder.dim), np.float32)
        return np.stack([self._rows[row] for row in range(count)])
