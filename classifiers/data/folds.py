"""Folds by class, near-duplicates together, the same every time; images added later move few others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from classifiers.errors import InvalidSpecError
from grouping.exporters.connected import Sets
from grouping.exporters.quotas import fill
from grouping.exporters.strata import strata
from grouping.files import key_of
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class FoldSpec:
    """Repeated stratified k-fold: `folds` parts, dealt anew `repeats` times."""

    folds: int = 5
    repeats: int = 10
    seed: int = 0

    def __post_init__(self) -> None:
        if self.folds < 2 or self.repeats < 1:
            raise InvalidSpecError(f"Folds are 2 or more and repeats 1 or more; got {self.folds} and {self.repeats}.")

    @property
    def key(self) -> str:
        """Names the plan."""
        return key_of("folds", self)


def folds(
    sha256s: Sequence[str], classes: Sequence[str], duplicates: Iterable[Sequence[str]], n_folds: int, seed: int
) -> Ints:
    """Return each image's fold, (n_images,), in 0 .. n_folds - 1.

    Each class is spread over the folds evenly, to within the size of a group of near-duplicates, in an order made by
    hashing `seed` and SHA-256. A class with fewer images than folds is absent from some folds.
    """
    class_of = dict(zip(sha256s, classes, strict=True))
    linked = Sets.linked(duplicates)
    for sha in sha256s:
        linked.add(sha)
    units = [[sha for sha in group if sha in class_of] for group in linked.groups()]
    shares = [Fraction(1, n_folds)] * n_folds
    fold_of: dict[str, int] = {}
    for members in strata([unit for unit in units if unit], class_of, seed).values():
        places = fill([len(unit) for unit in members], [0] * n_folds, shares)
        fold_of |= {sha: place for unit, place in zip(members, places, strict=True) for sha in unit}
    return np.array([fold_of[sha] for sha in sha256s], dtype=np.int64)


def group_numbers(sha256s: Sequence[str], duplicates: Iterable[Sequence[str]]) -> Ints:
    """Return (n_images,): equal numbers for near-duplicates, different ones for all other images."""
    linked = Sets.linked(duplicates)
    for sha in sha256s:
        linked.add(sha)
    number = {sha: place for place, group in enumerate(linked.groups()) for sha in group}
    _, numbers = np.unique([number[sha] for sha in sha256s], return_inverse=True)
    return np.asarray(numbers, dtype=np.int64)
