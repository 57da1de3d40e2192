"""Array and callback types that every layer shares."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
"""Real values: embeddings are float32 of shape (n_images, n_features), scores float64."""

Ints = npt.NDArray[np.integer[Any]]
"""Cluster or class numbers, shape (n_images,); near-labels use -1 for 'none'."""


class Progress(Protocol):
    """Told how far a long piece of work has come; may raise `CancelledError` to stop it."""

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Report that `done` of `total` units are finished; `total` is None while it is not known."""


def silent(done: int, total: int | None, message: str = "") -> None:
    """Report to nobody: the default where no one watches."""
