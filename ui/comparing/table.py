"""Two sortings of the same images as a matrix of counts. Pure functions."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from grouping.metrics import adjusted_rand_index, diagonal_order, normalized_mutual_information
from grouping.types import Ints
from ui.comparing.sorting import NONE, Sorting

ALL = "*"


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many images each pair of parts shares, ordered so that the heavy cells lie on the diagonal."""

    rows: tuple[tuple[int, str], ...]
    """(code, name) of the parts of the first sorting that hold images of both, in order."""
    columns: tuple[tuple[int, str], ...]
    counts: Ints
    """(n_rows, n_columns)."""
    left_out: int
    """Images that only one of the two, or neither, puts into a part."""
    nmi: float
    ari: float

    @property
    def n_images(self) -> int:
        """The images that both put into a part."""
        return int(self.counts.sum())


def matrix(rows: Sorting, columns: Sorting) -> Matrix:
    """Return the matrix of two sortings of the same images."""
    both = (rows.codes != NONE) & (columns.codes != NONE)
    a, b = rows.codes[both], columns.codes[both]
    there, of_row = np.unique(a, return_inverse=True)
    those, of_column = np.unique(b, return_inverse=True)
    counts = np.zeros((len(there), len(those)), np.int64)
    np.add.at(counts, (of_row, of_column), 1)
    down, across = diagonal_order(counts.astype(np.float64)) if counts.size else ([], [])
    return Matrix(
        rows=tuple((int(there[i]), rows.names[there[i]]) for i in down),
        columns=tuple((int(those[i]), columns.names[those[i]]) for i in across),
        counts=counts[down][:, across],
        left_out=int((~both).sum()),
        nmi=normalized_mutual_information(a, b),
        ari=adjusted_rand_index(a, b),
    )


def part_name(row: int | None, column: int | None) -> str:
    """Return a cell as the address names it: '2,0'; a whole row as '2,*', a whole column as '*,0'."""
    return ",".join(ALL if code is None else str(code) for code in (row, column))


def part_of(text: str) -> tuple[int | None, int | None] | None:
    """Read what `part_name` wrote; None for what is no cell, row or column."""
    codes = [None if one == ALL else int(one) if one.isdecimal() else NONE for one in text.split(",")]
    return (codes[0], codes[1]) if len(codes) == 2 and NONE not in codes and codes != [None, None] else None


def in_part(text: str, rows: Sorting, columns: Sorting) -> npt.NDArray[np.bool_] | None:
    """Return which images a cell, a row or a column holds, (n_images,); None where the text names none."""
    part = part_of(text)
    if part is None:
        return None
    both = (rows.codes != NONE) & (columns.codes != NONE)
    for code, sorting in zip(part, (rows, columns), strict=True):
        if code is not None:
            both = both & (sorting.codes == code)
    return np.asarray(both)
