"""Classes as directions in the space of the embeddings: one prototype a class, or several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.directions.vectors import Vectors, unit_rows
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.types import Floats

_SAME = 1e-6


@dataclass(frozen=True)
class Prototypes:
    """Class names in their order, unit vectors (n_prototypes, dim), and the class number of each, ascending.

    Raises GrouplineError when there is no class, a name stands twice, or a class has no prototype or one of length 0.
    """

    names: tuple[str, ...]
    vectors: Vectors
    owners: npt.NDArray[np.intp]

    def __post_init__(self) -> None:
        if not self.names:
            raise GrouplineError("There is no class to recognise. Give at least one class with a prompt or images.")
        twice = sorted({name for name in self.names if self.names.count(name) > 1})
        if twice:
            raise GrouplineError(f"The class '{twice[0]}' stands twice. Give each class a name of its own.")
        if len(self.owners) != len(self.vectors):
            raise LengthMismatchError(f"{len(self.vectors)} prototypes have {len(self.owners)} owners.")
        if (np.diff(self.owners) < 0).any():
            raise GrouplineError("Prototypes stand in the order of their classes.")
        self._check_each()

    def _check_each(self) -> None:
        without = set(range(len(self.names))) - set(self.owners.tolist())
        if without:
            raise GrouplineError(f"The class '{self.names[min(without)]}' has neither a prompt nor an image. Add one.")
        lengths = np.linalg.norm(self.vectors, axis=1)
        short = np.flatnonzero(~(np.abs(lengths - 1) < 1e-3))
        if len(short):
            name = self.names[self.owners[short[0]]]
            raise GrouplineError(
                f"A prototype of '{name}' has length {lengths[short[0]]:.3g}, not 1: its "
                "prompts or images cancel each other out. Take one of them away."
            )

    @property
    def dim(self) -> int:
        """The number of dimensions."""
        return int(self.vectors.shape[1])

    @property
    def starts(self) -> npt.NDArray[np.intp]:
        """Return the row at which each class begins: (n_classes,)."""
        return np.searchsorted(self.owners, np.arange(len(self.names)))

    def twins(self) -> list[tuple[str, str]]:
        """Return the pairs of classes that have the same prototypes, which no image can tell apart."""
        rows: dict[tuple[bytes, ...], str] = {}
        pairs = []
        for number, name in enumerate(self.names):
            own = np.round(self.vectors[self.owners == number] / _SAME).astype(np.int64)
            key = tuple(sorted(row.tobytes() for row in own))
            if key in rows:
                pairs.append((rows[key], name))
            rows.setdefault(key, name)
        return pairs


def class_prototype(embeddings: Floats) -> Vectors:
    """Return the mean of the normalised rows, normalised again (equation 4): (dim,).

    A mean of length 0 stays 0, and is refused by `Prototypes`.
    """
    mean: Vectors = unit_rows(unit_rows(embeddings).mean(axis=0, keepdims=True))[0]
    return mean


def mean_prototypes(embeddings: Mapping[str, Floats]) -> Prototypes:
    """Return one prototype a class from its rows (n, dim): prompts' embeddings, or images' (equation 4).

    Raises GrouplineError for a class without rows, LengthMismatchError when the classes differ in dimensions.
    """
    empty = [name for name, rows in embeddings.items() if not len(rows)]
    if empty:
        raise GrouplineError(f"The class '{empty[0]}' has neither a prompt nor an image. Add one, or leave it out.")
    return stacked({name: class_prototype(rows)[None] for name, rows in embeddings.items()})


def stacked(vectors: Mapping[str, Vectors]) -> Prototypes:
    """Return prototypes from each class's unit vectors (n, dim)."""
    dims = {rows.shape[1] for rows in vectors.values()}
    if len(dims) > 1:
        raise LengthMismatchError(
            f"The classes have {', '.join(map(str, sorted(dims)))} dimensions; all need the same."
        )
    counts = [len(rows) for rows in vectors.values()]
    rows = np.concatenate(list(vectors.values())) if vectors else np.empty((0, 0), np.float32)
    return Prototypes(tuple(vectors), rows.astype(np.float32), np.repeat(np.arange(len(counts)), counts))


def mixed(text: Prototypes, visual: Prototypes, weight: float) -> Prototypes:
    """Return `text`'s classes moved toward their images: (1 - weight) text + weight visual, normalised.

    A class with several visual prototypes keeps as many; one without images keeps its text, and one without text
    its images. `weight` lies in [0, 1]; 0 is text alone. Raises GrouplineError outside, LengthMismatchError when
    the two lie in different spaces.
    """
    if not 0 <= weight <= 1:
        raise GrouplineError(f"The weight of the images is {weight}; it must lie in 0 (prompts alone) to 1.")
    if text.dim != visual.dim:
        raise LengthMismatchError(f"Prompts have {text.dim} dimensions and images {visual.dim}; take one encoder.")
    names = list(dict.fromkeys((*text.names, *visual.names)))
    return stacked({name: _blend(_of(text, name), _of(visual, name), weight) for name in names})


def _of(prototypes: Prototypes, name: str) -> Vectors | None:
    return prototypes.vectors[prototypes.owners == prototypes.names.index(name)] if name in prototypes.names else None


def _blend(text: Vectors | None, visual: Vectors | None, weight: float) -> Vectors:
    if text is None or visual is None:
        return text if visual is None else visual  # type: ignore[return-value]  # one of the two has the class
    if weight == 0:
        return text
    return unit_rows((1 - weight) * class_prototype(text) + weight * visual)


def only(prototypes: Prototypes, names: Sequence[str]) -> Prototypes:
    """Return the prototypes of some classes, in the order of `names`; how classes are held out."""
    return stacked({name: prototypes.vectors[prototypes.owners == prototypes.names.index(name)] for name in names})
