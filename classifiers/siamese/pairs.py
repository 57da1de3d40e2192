"""Which images an epoch compares: half alike, half different, every class equally often."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grouping.types import Ints


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Positions `a` and `b` (n_pairs,) of the two images, and `same` (n_pairs,), 1 where their class is one."""

    a: Ints
    b: Ints
    same: Ints

    def __len__(self) -> int:
        return len(self.a)


def draw_pairs(y: Ints, count: int, seed: int, epoch: int) -> Pairs:
    """Draw `count` pairs of the labels `y` (n_images,), which hold two classes at least.

    Pairs are alike and different in turn, and their first image's class goes round all classes, so that each class
    has as many of either as the others, to one. The second image of a different pair is of any other class, each as
    likely. An image is paired with itself only where its class has no other.
    """
    rng = np.random.default_rng([seed, epoch])
    rows = {int(one): np.flatnonzero(y == one) for one in np.unique(y)}
    present = np.array(list(rows))
    same = np.arange(count) % 2 == 0
    first = present[(np.arange(count) // 2) % len(present)]
    drawn = [_pair(rows, int(one), bool(alike), rng) for one, alike in zip(first, same, strict=True)]
    a, b = np.array(drawn, dtype=np.int64).reshape(-1, 2).T
    order = rng.permutation(count)
    return Pairs(a[order], b[order], same[order].astype(np.int64))


def _pair(rows: Mapping[int, Ints], first: int, alike: bool, rng: np.random.Generator) -> tuple[int, int]:
    a = int(rng.choice(rows[first]))
    others = rows[first] if alike else rows[int(rng.choice([one for one in rows if one != first]))]
    apart = others[others != a]
    return a, int(rng.choice(apart)) if len(apart) else a
