"""What a person wants to know of a group before opening it: size, cohesion, near-labels, examples, neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from grouping.metrics.near_labels import near_label_codes
from grouping.neighbours.mixes import Convergence, LabelMix, label_mixes
from grouping.neighbours.rows import InvalidSearchError, checked, checked_rows
from grouping.neighbours.spread import Spread, spread_of
from grouping.types import Floats, Ints

NearGroup = tuple[str, float]
"""Another group and the Euclidean distance between the two centroids."""


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """One group in figures."""

    size: int
    share: float
    """Of all images, in (0, 1]."""
    cohesion: float
    """How much closer together its images lie than all images do: 1 - (mean squared distance to the group's centroid) /
    (the same of all images to theirs), in [0, 1]; 1 is best: all the same. 0 where it spreads as widely, or more."""
    separation: float = float("nan")
    """Mean over its images of (b - a) / max(a, b), in [-1, 1], high is best: a is the distance to the own centroid, b
    to the nearest centroid of the other groups; parents and children are none. NaN where there is no other group."""
    near_label_mix: Mapping[str, int] = field(default_factory=dict)
    """Near-label -> images, the most frequent first."""
    without_near_label: int = 0
    convergence: Convergence = field(default_factory=Convergence)
    """C-Score figures of the near-labels against the two clusters 'this group' and 'the rest'."""
    central: tuple[int, ...] = ()
    """Rows nearest to the centroid, the nearest first."""
    outlying: tuple[int, ...] = ()
    """Rows farthest from it, the farthest first; none that is central."""
    nearest_groups: tuple[NearGroup, ...] = ()

    @property
    def known(self) -> int:
        """Images with a near-label."""
        return self.size - self.without_near_label

    @property
    def majority(self) -> tuple[str, float] | None:
        """The most frequent near-label and its share of the images that have one; None where none has."""
        if not self.near_label_mix:
            return None
        label, count = max(self.near_label_mix.items(), key=lambda item: item[1])
        return label, count / self.known


def group_facts(
    X: npt.ArrayLike,
    groups: Mapping[str, Sequence[int] | Ints],
    near_labels: Sequence[object] | None = None,
    n: int = 6,
) -> dict[str, GroupFacts]:
    """Return path -> GroupFacts; distances are Euclidean, those that the sweep clusters by.

    `X` is (n_images, n_features), all images of the project; `groups` gives each group's rows of it. Groups may lie
    within each other, by path ('3/1' in '3', all in 'root'); such relatives are not 'other groups'. `near_labels` has
    a string for each image, None where there is none. `n` is how many central and outlying images and nearest groups
    to name.

    Raises InvalidSearchError for an empty group or rows that do not exist, LengthMismatchError where near-labels and
    images differ in number, InvalidEmbeddingsError for bad embeddings.
    """
    points = checked(X)
    if n < 1:
        raise InvalidSearchError(f"n is {n}: name at least 1 image; 6 fill a row.")
    members = {path: _members(path, rows, len(points)) for path, rows in groups.items()}
    if not members:
        return {}
    given = near_labels if near_labels is not None else [None] * len(points)
    mixes = label_mixes(near_label_codes(given, len(points)), given, list(members.values()))
    spread = spread_of(points, list(members), list(members.values()))
    return {path: _facts(i, spread, mixes[i], len(points), n) for i, path in enumerate(members)}


def _members(path: str, rows: Sequence[int] | Ints, n_images: int) -> Ints:
    numbers = np.unique(checked_rows(rows, n_images))
    if not len(numbers):
        raise InvalidSearchError(f"Group '{path}' has no images: leave it out.")
    return numbers


def _facts(i: int, spread: Spread, mix: LabelMix, n_images: int, n: int) -> GroupFacts:
    rows = spread.by_distance(i)
    return GroupFacts(
        size=len(rows),
        share=len(rows) / n_images,
        cohesion=float(spread.cohesion[i]),
        separation=float(spread.separation[i]),
        near_label_mix=mix.counts,
        without_near_label=mix.without,
        convergence=mix.convergence,
        central=_numbers(rows[:n]),
        outlying=_numbers(rows[n:][::-1][:n]),
        nearest_groups=spread.nearest_groups(i, n),
    )


def _numbers(rows: Ints | Floats) -> tuple[int, ...]:
    return tuple(int(row) for row in rows)
