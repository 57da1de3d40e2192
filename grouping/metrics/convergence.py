"""Do clusters converge on the near-labels? The C-Score and its three normal forms.

Source: Mathias et al., ICAART 2025, section 3.3.1, doi 10.5220/0013189000003890. The published text says that the
normalized score reaches 1; by its own bound it cannot unless there is one class and one cluster. The difference
shrinks as clusters are added (so does its bound, 1/m); the ratio does not.

Every function takes two (n_images,) arrays: near-labels, where a negative number means 'none', and clusters. Only
images with a near-label count. Each returns NaN where no image has one, and raises LengthMismatchError where the
arrays differ in length.
"""

import numpy as np

from grouping.errors import LengthMismatchError
from grouping.types import Floats, Ints


def contingency(near_labels: Ints, clusters: Ints) -> Floats:
    """Return the (k, m) table of how many images each pair of near-label and cluster shares."""
    if len(near_labels) != len(clusters):
        raise LengthMismatchError(
            f"Got {len(near_labels)} near-labels and {len(clusters)} clusters: both need one entry for each image."
        )
    known = np.asarray(near_labels) >= 0
    classes, t = np.unique(np.asarray(near_labels)[known], return_inverse=True)
    groups, p = np.unique(np.asarray(clusters)[known], return_inverse=True)
    table = np.bincount(t * len(groups) + p, minlength=len(classes) * len(groups))
    return table.reshape(len(classes), len(groups)).astype(np.float64)


def c_score(near_labels: Ints, clusters: Ints) -> float:
    """Return the sum of the Jaccard index over all pairs of class and cluster, in (0, min(k, m)]; high is best."""
    table = contingency(near_labels, clusters)
    return _score(table) if table.size else float("nan")


def c_score_normalized(near_labels: Ints, clusters: Ints) -> float:
    """Return C / (k m), in (0, min(1/k, 1/m)]; high is best, for partitions with one number of clusters."""
    table = contingency(near_labels, clusters)
    return _score(table) / table.size if table.size else float("nan")


def convergence_difference(near_labels: Ints, clusters: Ints) -> float:
    """Return min(1/k, 1/m) - C / (k m), in [0, min(1/k, 1/m)); 0 is best.

    It is 0 exactly when every cluster lies inside one class, or every class inside one cluster.
    """
    table = contingency(near_labels, clusters)
    return (min(table.shape) - _score(table)) / table.size if table.size else float("nan")


def convergence_ratio(near_labels: Ints, clusters: Ints) -> float:
    """Return C / min(k, m), in (0, 1]; 1 is best, whatever the number of clusters."""
    table = contingency(near_labels, clusters)
    return _score(table) / min(table.shape) if table.size else float("nan")


def c_score_parts(near_labels: Ints, clusters: Ints) -> dict[int, float]:
    """Return cluster -> what it adds to the C-Score, in (0, 1]; 1 where it is one whole class, or whole classes.

    Clusters without a near-labeled image are left out; the values sum to `c_score`.
    """
    table = contingency(near_labels, clusters)
    known = np.unique(np.asarray(clusters)[np.asarray(near_labels) >= 0])
    return dict(zip(known.tolist(), _jaccard(table).sum(axis=0).tolist(), strict=True))


def _jaccard(table: Floats) -> Floats:
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return np.asarray(table / union)


def _score(table: Floats) -> float:
    return min(float(_jaccard(table).sum()), float(min(table.shape)))  # the bound holds but for rounding
