"""How right a model is where it names a class: the precision of all together can hide a rare class that is wrong."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.evaluation.intervals import exact_interval
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class Named:
    """The images that a model named a class, of those whose class is known."""

    name: str
    n: int
    right: int
    """How many of them are of it."""

    def words(self) -> str:
        """Return 'right in 20 of 57'."""
        return f"right in {self.right:,} of {self.n:,}" if self.n else "never named"


def named(label: Ints, y: Ints, known: npt.NDArray[np.bool_], classes: Sequence[str]) -> tuple[Named, ...]:
    """Return one row a class; `label`, `y` (both places in `classes`) and `known` are (n_images,)."""
    n = np.bincount(label[known], minlength=len(classes))
    right = np.bincount(label[known & (label == y)], minlength=len(classes))
    return tuple(Named(name, int(a), int(b)) for name, a, b in zip(classes, n, right, strict=True))


def together(parts: Iterable[Sequence[Named]]) -> tuple[Named, ...]:
    """Return the sums over parts of the data that hold the same classes in the same order."""
    return tuple(
        Named(rows[0].name, sum(one.n for one in rows), sum(one.right for one in rows))
        for rows in zip(*parts, strict=True)
    )


def less_right(rows: Iterable[Named], wished: float) -> list[str]:
    """Return a sentence for each class whose precision is below `wished` beyond chance (95 %, Clopper and Pearson)."""
    return [
        f"Named '{one.name}', it is {one.words()} images whose class is known: less than the wished {wished:.1%}. Look "
        "at these before you accept them, or label more of this class."
        for one in rows
        if one.n and exact_interval(one.right, one.n)[1] < wished
    ]
