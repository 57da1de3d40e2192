"""Ways in which images are sorted into parts: groups, near-labels, labels, clusters of a sweep. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grouping.labels import LabelSet
from grouping.tree import Group
from grouping.types import Ints

NONE = -1
"""The part of an image that is in none."""


@dataclass(frozen=True, slots=True)
class Sorting:
    """Some images in parts."""

    title: str
    names: tuple[str, ...]
    """One a part."""
    codes: Ints
    """(n_images,): the place of each image's part in `names`, NONE for none."""


def by_groups(title: str, groups: Sequence[tuple[str, Group]], ids: Ints) -> Sorting:
    """Sort images (ascending ids) by the group that they are in; `groups` are names with groups side by side."""
    codes = np.full(len(ids), NONE)
    for place, (_, group) in enumerate(groups):
        codes[np.isin(ids, group.image_ids)] = place
    return Sorting(title, tuple(name for name, _ in groups), codes)


def by_labels(labels: LabelSet, ids: Ints) -> Sorting:
    """Sort images by their class in a label set."""
    place = {one.name: number for number, one in enumerate(labels.classes)}
    given = [place[labels.labels[i].class_name] if i in labels.labels else NONE for i in ids.tolist()]
    return Sorting(f"Label set '{labels.name}'", tuple(place), np.asarray(given, np.int64))


def by_clusters(title: str, image_ids: Iterable[int], clusters: Ints, ids: Ints) -> Sorting:
    """Sort images by clusters, (n,) numbers of the images `image_ids`; images that were not clustered are in none."""
    found = dict(zip(image_ids, clusters.tolist(), strict=True))
    codes = np.asarray([found.get(i, NONE) for i in ids.tolist()], np.int64)
    names = tuple(f"Cluster {number}" for number in range(int(clusters.max(initial=-1)) + 1))
    return Sorting(title, names, codes)
