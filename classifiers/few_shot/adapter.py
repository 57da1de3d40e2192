"""A trained residual projection, as numbers: what the training gives, and all that is needed to apply it."""

from dataclasses import dataclass

import numpy as np

from classifiers.directions.vectors import Vectors, unit_rows
from grouping.errors import GrouplineError, InvalidEmbeddingsError


@dataclass(frozen=True, slots=True)
class AdapterSpec:
    """How an adapter is trained: `rank` of the projection, steps, learning rate, temperature, decay and seed.

    Raises GrouplineError for a value that is not positive (decay and seed may be 0).
    """

    rank: int = 64
    steps: int = 200
    learning_rate: float = 1e-3
    temperature: float = 0.05
    decay: float = 0.01
    batch: int = 256
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("rank", "steps", "learning_rate", "temperature", "batch"):
            if not getattr(self, name) > 0:
                raise GrouplineError(f"The adapter's {name} is {getattr(self, name)}; it must be above 0.")
        if self.decay < 0:
            raise GrouplineError(f"The adapter's decay is {self.decay}; it must be 0 or more.")


@dataclass(frozen=True)
class Adapter:
    """x' = x + (x down) up, normalised; `down` is (dim, rank), `up` (rank, dim). All zeros in `up` change nothing."""

    down: Vectors
    up: Vectors

    def __post_init__(self) -> None:
        if self.down.shape != self.up.shape[::-1]:
            raise InvalidEmbeddingsError(
                f"An adapter is (dim, rank) and (rank, dim); got {self.down.shape}, {self.up.shape}."
            )

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        return int(self.down.shape[0])

    def apply(self, X: Vectors) -> Vectors:
        """Return unit rows moved and normalised again: (n_images, dim)."""
        return unit_rows(np.asarray(X + (X @ self.down) @ self.up, np.float32))
