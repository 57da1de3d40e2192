"""Near-duplicates: images that are much nearer to each other than images around them usually are.

A fixed distance cannot tell copies: in a class of plain sheet all images lie closer together than two copies of a
scratch do. So the distance between two images is taken relative to their surroundings,

    relative(i, j) = c_ij / max(sqrt(c_i c_j), 0.14),    c the chord |u_i - u_j| between unit embeddings,

where c_i is the chord from image i to its 10th neighbour. 0 is the same image, 1 means 'no nearer than usual'. The
floor of 0.14 (cosine distance 0.01) keeps long bursts together, in which even the 10th neighbour is a copy.

Measured with EfficientNet-Lite0 on the 1,360 steel images of X-SDD plus a changed copy of every third one; a pair is
right where both show the same picture (exact copies in the set itself are known and count as right):

    threshold                     0.4          0.5          0.55 (default)   0.65
                                  recall, precision
    brightness +5 %               1.00 1.00    1.00 0.99    1.00 0.98        1.00 0.90
    crop of 2 % at two sides      0.20 1.00    0.48 0.97    0.64 0.97        0.80 0.89
    JPEG at quality 60            0.02 1.00    0.05 0.85    0.09 0.76        0.21 0.61

A fixed cosine distance finds 0.12 of the crops at a precision of 0.95; this one, at its best threshold, 0.69.

The network sees what JPEG does to 128 x 128 pixels of fine texture as another texture: such copies end up as far
apart as two different images, whatever the threshold or distance.
Source of the scaling: Zelnik-Manor and Perona, "Self-Tuning Spectral Clustering", NIPS 2004.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from grouping.neighbours.index import nearest
from grouping.neighbours.rows import InvalidSearchError
from grouping.types import Floats, Ints, Progress, silent

DEFAULT = 0.55
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.7, 0.8)
SURROUNDINGS = 10
"""The neighbour whose distance says how far apart images usually lie here."""
COMPARED = 20
"""Neighbours of each image that may be its copies; larger sets of copies join through one another."""
FLOOR = 0.14


def near_duplicates(X: npt.ArrayLike, threshold: float = DEFAULT, *, progress: Progress = silent) -> list[Ints]:
    """Return groups of rows that are near-duplicates, the largest first; each group ascends and has two or more.

    `X` is (n_images, n_features). Two images are paired where their relative distance (see above) is at most
    `threshold`, in [0, 1): 0 finds the same image only, values beyond 0.7 join whole classes. Groups are the connected
    components of the pairs, so the outer members of a chain may be farther apart.

    Raises InvalidSearchError for a threshold out of range, InvalidEmbeddingsError for bad embeddings.
    """
    check_threshold(threshold)
    rows, distances = nearest(X, k=COMPARED, progress=progress)
    return duplicates_among(rows, distances, threshold)


def check_threshold(threshold: float) -> float:
    """Return the threshold; raises InvalidSearchError where it does not lie in [0, 1)."""
    if not 0 <= threshold < 1:
        raise InvalidSearchError(
            f"The threshold is {threshold}: it must lie in [0, 1), where 0 finds exact copies only and "
            f"{DEFAULT} is the default."
        )
    return threshold


def duplicates_among(rows: Ints, distances: Floats, threshold: float = DEFAULT) -> list[Ints]:
    """Return the groups of near-duplicates, as `near_duplicates` does, from the COMPARED nearest of each image."""
    pairs, _ = pairs_among(rows, distances, check_threshold(threshold))
    return _components(pairs, len(rows))


def threshold_table(
    X: npt.ArrayLike, thresholds: Sequence[float] = THRESHOLDS, *, progress: Progress = silent
) -> list[tuple[float, int, int, int]]:
    """Return (threshold, pairs, groups, images in them) for each threshold, to choose one by; one search serves all."""
    return table_among(*nearest(X, k=COMPARED, progress=progress), thresholds)


def table_among(
    rows: Ints, distances: Floats, thresholds: Sequence[float] = THRESHOLDS
) -> list[tuple[float, int, int, int]]:
    """Return the same table from the COMPARED nearest of each image."""
    pairs, relative = pairs_among(rows, distances, max(thresholds, default=0.0))
    table = []
    for threshold in thresholds:
        close = pairs[relative <= threshold]
        groups = _components(close, len(rows))
        table.append((float(threshold), len(close), len(groups), sum(len(group) for group in groups)))
    return table


def relative_pairs(X: npt.ArrayLike, *, progress: Progress = silent) -> tuple[Ints, Floats]:
    """Return the pairs of neighbours, (n_pairs, 2) with the lower row first, and their relative distances, (n_pairs,).

    Each pair stands once, nearest first. Two images nearer than rounding, a chord of 1e-3, are at distance 0.
    """
    return pairs_among(*nearest(X, k=COMPARED, progress=progress))


def pairs_among(rows: Ints, cosine: Floats, most: float = np.inf) -> tuple[Ints, Floats]:
    """Return the pairs of relative distance `most` or less, as `relative_pairs` does; both arrays are (n_images, k).

    The surroundings are told by the first SURROUNDINGS neighbours, so ask for the COMPARED nearest.
    """
    chords = np.sqrt(2 * cosine)
    chords[chords < SAME] = 0
    if not chords.shape[1]:
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.float32)
    # Where the inverted file found fewer, the farthest found stands in: infinity would make all of them copies.
    usual = np.where(np.isfinite(chords), chords, 0)[:, :SURROUNDINGS].max(axis=1)
    left = np.repeat(np.arange(len(rows)), rows.shape[1])
    right, lengths = rows.ravel(), chords.ravel()
    relative = lengths / np.maximum(np.sqrt(usual[left] * usual[right]), FLOOR)
    near = (right >= 0) & (relative <= most)
    pairs = np.sort(np.stack([left[near], right[near]], axis=1), axis=1)
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    order = np.argsort(relative[near][first], kind="stable")
    return pairs[order], relative[near][first][order]


SAME = 1e-3
"""Encoding the same pixels in another batch moves an embedding by some 1e-5 of its length."""


def _components(pairs: Ints, n_images: int) -> list[Ints]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n_images, n_images))
    _, labels = connected_components(graph, directed=False)
    members = np.unique(pairs)
    order = members[np.argsort(labels[members], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    groups = np.split(order, cuts) if len(order) else []
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))
