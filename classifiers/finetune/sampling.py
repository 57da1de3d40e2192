"""In which order an epoch shows the training images."""

import numpy as np

from grouping.types import Ints


def epoch_order(y: Ints, seed: int, epoch: int, *, balanced: bool) -> Ints:
    """Return positions 0..n-1 of the training labels `y` (n,) in the order of an epoch, as many as there are labels.

    `balanced` draws every class equally often (to one image): rare classes come back, each image of a class as often
    as the others to one; of frequent ones each epoch sees another part.
    """
    rng = np.random.default_rng([seed, epoch])
    if not balanced:
        return rng.permutation(len(y))
    present = rng.permutation(np.unique(y))
    shares = [len(part) for part in np.array_split(np.arange(len(y)), len(present))]
    drawn = [_cycled(np.flatnonzero(y == one), share, rng) for one, share in zip(present, shares, strict=True)]
    return rng.permutation(np.concatenate(drawn))


def _cycled(rows: Ints, count: int, rng: np.random.Generator) -> Ints:
    rounds = -(-count // len(rows))
    return np.concatenate([rng.permutation(rows) for _ in range(rounds)])[:count]


def batches(order: Ints, size: int) -> list[Ints]:
    """Cut an order into batches of at most `size`, even to one: a last batch of one would have no statistics."""
    return np.array_split(order, max(1, -(-len(order) // size)))
