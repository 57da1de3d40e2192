"""A partition as cards: size, share, the images that stand for each part, its mix of near-labels, its figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grouping.metrics import c_score_parts
from grouping.store.pictures import NONE, PictureColumns
from grouping.types import Ints
from ui.clusters.faces import Faces

Shown = tuple[int, str]
"""(id, checksum) of an image on a card."""


@dataclass(frozen=True, slots=True)
class ClusterCard:
    """One cluster as its card shows it."""

    number: int
    size: int
    share: float
    central: tuple[Shown, ...]
    """The most central image first."""
    mix: tuple[tuple[str, int], ...]
    """(near-label, images), the most frequent first; '' for images without one; empty where none has one."""
    outermost: tuple[Shown, ...] = ()
    silhouette: float | None = None
    c_score: float | None = None
    """What it adds to the partition's C-Score, in (0, 1]; None without near-labels."""
    key: str = ""
    """What the card is about: the path of a group; '' for a cluster that nobody took yet."""
    title: str = ""
    name: str = ""
    """What a person called the group."""
    state: str = ""
    """How much of it is labeled, in words."""


def cluster_cards(
    image_ids: Ints, clusters: Ints, pictures: PictureColumns, shown: Mapping[int, Faces]
) -> list[ClusterCard]:
    """Return the clusters of a partition, by number (0 is the largest).

    `image_ids` and `clusters` are (n_images,), all of images that `pictures` has; `shown` is cluster -> faces.
    """
    near = pictures.near_codes[pictures.rows(image_ids)]
    has_any = bool((near != NONE).any())
    parts = c_score_parts(near, clusters) if has_any else {}
    cards = []
    for cluster in map(int, np.unique(clusters)):
        own, face = clusters == cluster, shown[cluster]
        card = ClusterCard(
            number=cluster,
            size=int(own.sum()),
            share=float(own.mean()),
            central=_shown(face.central, pictures),
            mix=_mix(near[own], pictures.near_names) if has_any else (),
            outermost=_shown(face.outermost, pictures),
            silhouette=face.silhouette,
            c_score=parts.get(cluster),
        )
        cards.append(card)
    return cards


def _shown(image_ids: tuple[int, ...], pictures: PictureColumns) -> tuple[Shown, ...]:
    return tuple((i, pictures.checksum(int(pictures.rows([i])[0]))) for i in image_ids)


def _mix(near: Ints, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    counts = np.bincount(near + 1, minlength=len(names) + 1)  # the first is for images without one
    order = [int(code) for code in np.argsort(-counts, kind="stable") if counts[code]]
    return tuple(("" if code == 0 else names[code - 1], int(counts[code])) for code in order)


def near_label_colors(cards: list[ClusterCard], palette: tuple[str, ...]) -> dict[str, str]:
    """Return near-label -> colour, the same in every card; those beyond the palette share its last colour."""
    totals: Counter[str] = Counter()
    for card in cards:
        totals.update({label: n for label, n in card.mix if label})
    names = [name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    return {name: palette[min(place, len(palette) - 1)] for place, name in enumerate(names)}
