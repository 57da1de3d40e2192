"""How far two partitions, or two people's labels, of the same images agree; all take two (n_images,) arrays."""

import numpy as np

from grouping.metrics.convergence import contingency
from grouping.types import Floats, Ints


def adjusted_rand_index(a: Ints, b: Ints) -> float:
    """Return the share of image pairs on which two partitions agree, less what chance gives; 1 is equal, 0 is chance.

    The value lies in [-0.5, 1]. It is NaN without images, and 1 where both put each image, or all of them, in one
    cluster.
    Raises LengthMismatchError when the arrays differ in length.
    Source: Hubert and Arabie, Journal of Classification 2 (1985).
    """
    table = _table(a, b)
    n = table.sum()
    if not n:
        return float("nan")
    together, rows, columns = _pairs(table), _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    chance = rows * columns / max(n * (n - 1) / 2, 1)
    most = (rows + columns) / 2
    return 1.0 if most == chance else float((together - chance) / (most - chance))


def normalized_mutual_information(a: Ints, b: Ints) -> float:
    """Return the information that two partitions share, over the mean of their entropies; 1 is equal, 0 is none.

    The value lies in [0, 1]. It is NaN without images, and 1 where both have one cluster.
    Raises LengthMismatchError when the arrays differ in length.
    Source: Vinh, Epps and Bailey, JMLR 11 (2010), the arithmetic mean.
    """
    table = _table(a, b)
    if not table.sum():
        return float("nan")
    shares = table / table.sum()
    rows, columns = _bits(shares.sum(axis=1)), _bits(shares.sum(axis=0))
    if rows + columns == 0:
        return 1.0
    return float(np.clip(2 * (rows + columns - _bits(shares)) / (rows + columns), 0, 1))


def cohens_kappa(a: Ints, b: Ints) -> float:
    """Return the share of images with the same label, less what chance gives; 1 is equal, 0 is chance.

    The numbers are classes, the same ones in both. The value lies in [-1, 1]. It is NaN without images, and where
    both gave one and the same class throughout, for then chance explains it all.
    Raises LengthMismatchError when the arrays differ in length.
    Source: Cohen, Educational and Psychological Measurement 20 (1960).
    """
    if not _table(a, b).sum():
        return float("nan")
    agreed = float(np.mean(np.equal(a, b)))
    chance = sum(float(np.mean(np.equal(a, one)) * np.mean(np.equal(b, one))) for one in np.unique(a))
    return float("nan") if chance == 1 else (agreed - chance) / (1 - chance)


def diagonal_order(table: Floats) -> tuple[list[int], list[int]]:
    """Return the order of rows and of columns that puts the heavy cells of a table on its diagonal.

    The heaviest cell comes first, then the heaviest of the rows and columns that are left; those that are left over
    in the end follow, the heaviest first.
    """
    left = np.array(table, np.float64)
    rows: list[int] = []
    columns: list[int] = []
    for _ in range(min(left.shape)):
        row, column = divmod(int(left.argmax()), left.shape[1])
        rows.append(row)
        columns.append(column)
        left[row, :] = left[:, column] = -1
    rest_of_rows = [int(i) for i in np.argsort(-table.sum(axis=1), kind="stable") if i not in rows]
    rest_of_columns = [int(i) for i in np.argsort(-table.sum(axis=0), kind="stable") if i not in columns]
    return rows + rest_of_rows, columns + rest_of_columns


def _table(a: Ints, b: Ints) -> Floats:
    return contingency(np.unique(a, return_inverse=True)[1], b)  # numbered from 0, for a negative one is no gap here


def _pairs(counts: Floats) -> float:
    return float((counts * (counts - 1)).sum() / 2)


def _bits(shares: Floats) -> float:
    known = shares[shares > 0]
    return float(-(known * np.log2(known)).sum())
