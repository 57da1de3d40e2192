"""Figures from counts of (truth, prediction): of one confusion matrix, or of thousands at once.

Resampling needs them on a thousand matrices, which one matrix product gives; scikit-learn takes one list of labels at
a time. Tests hold every figure equal to scikit-learn's.

Matrices are (..., n_classes, n_classes), rows the truth. A figure of nothing (no image of a class, none predicted)
is 0, as with scikit-learn's `zero_division=0`.
"""

import numpy as np

from grouping.types import Floats, Ints


def confusion_matrix(y: Ints, predicted: Ints, n_classes: int) -> Ints:
    """Return counts, (n_classes, n_classes), rows the truth; a prediction of -1 (unknown) counts nowhere."""
    y, predicted = np.asarray(y), np.asarray(predicted)
    known = predicted >= 0
    cells = np.bincount(y[known] * n_classes + predicted[known], minlength=n_classes**2)
    return cells.reshape(n_classes, n_classes)


def accuracy(matrices: Floats | Ints) -> Floats:
    """Return the share on the diagonal, in [0, 1]; 1 is best."""
    return _ratio(np.trace(matrices, axis1=-2, axis2=-1), matrices.sum(axis=(-2, -1)))


def precision(matrices: Floats | Ints) -> Floats:
    """Return, (..., n_classes), the share of each class's predictions that are right; 1 is best."""
    return _ratio(_right(matrices), matrices.sum(axis=-2))


def recall(matrices: Floats | Ints) -> Floats:
    """Return, (..., n_classes), the share of each class's images that are found; 1 is best."""
    return _ratio(_right(matrices), matrices.sum(axis=-1))


def f1(matrices: Floats | Ints) -> Floats:
    """Return, (..., n_classes), the harmonic mean of precision and recall; 1 is best."""
    return _ratio(2 * _right(matrices), matrices.sum(axis=-1) + matrices.sum(axis=-2))


def macro_f1(matrices: Floats | Ints) -> Floats:
    """Return the mean F1 of the classes that occur, in truth or in predictions; 1 is best."""
    return macro(f1(matrices), matrices)


def macro(values: Floats, matrices: Floats | Ints) -> Floats:
    """Return the mean of values, (..., n_classes), over the classes that occur in truth or in predictions."""
    there = (matrices.sum(axis=-1) + matrices.sum(axis=-2)) > 0
    return _ratio((values * there).sum(axis=-1), there.sum(axis=-1))


def mcc(matrices: Floats | Ints) -> Floats:
    """Return Matthews' correlation, in [-1, 1]; 1 is best, 0 is chance.

    Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
    """
    matrices = np.asarray(matrices, dtype=np.float64)
    truth, said, total = matrices.sum(axis=-1), matrices.sum(axis=-2), matrices.sum(axis=(-2, -1))
    right = np.trace(matrices, axis1=-2, axis2=-1)
    spread = np.sqrt((total**2 - (truth**2).sum(axis=-1)) * (total**2 - (said**2).sum(axis=-1)))
    return _ratio(right * total - (truth * said).sum(axis=-1), spread)


def _right(matrices: Floats | Ints) -> Floats:
    return np.asarray(np.diagonal(matrices, axis1=-2, axis2=-1), dtype=np.float64)


def _ratio(above: Floats | Ints, below: Floats | Ints) -> Floats:
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=below != 0)
