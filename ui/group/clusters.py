"""One partition of a sweep as clusters: size, share, the images that stand for each, its mix of near-labels."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from grouping.types import Floats, Ints
from ui.overview import spread

EXAMPLES = 4
CENTRAL_UP_TO = 10_000
"""Beyond so many images the examples are spread over the cluster: reading all embeddings would hold up the page."""


@dataclass(frozen=True, slots=True)
class ClusterCard:
    """One cluster as its card shows it; `examples` are checksums, the most central image first."""

    number: int
    size: int
    share: float
    examples: tuple[str, ...]
    mix: tuple[tuple[str, int], ...]
    """(near-label, images), the most frequent first; '' for images without one; empty where none has one."""


def nearest_to_centre(embeddings: Floats, n: int = EXAMPLES) -> Ints:
    """Return the rows of `embeddings` (n_images, dim) that lie nearest to their mean, nearest first."""
    distances = np.linalg.norm(embeddings - embeddings.mean(axis=0), axis=1)
    return np.argsort(distances, kind="stable")[:n]


def central_examples(image_ids: Ints, labels: Ints, embeddings: tuple[Ints, Floats] | None) -> dict[int, list[int]]:
    """Return cluster -> ids of the images that stand for it.

    `embeddings` are (image ids, rows of numbers) of at least the images clustered; without them the images are spread
    evenly over the cluster.
    """
    if embeddings is None:
        return {int(c): list(spread(tuple(map(int, image_ids[labels == c])), EXAMPLES)) for c in np.unique(labels)}
    places = {int(image_id): row for row, image_id in enumerate(embeddings[0])}
    found = {}
    for cluster in np.unique(labels):
        members = image_ids[labels == cluster]
        rows = embeddings[1][[places[int(i)] for i in members]]
        found[int(cluster)] = [int(members[row]) for row in nearest_to_centre(rows)]
    return found


def cluster_cards(
    image_ids: Ints, labels: Ints, images: pd.DataFrame, examples: Mapping[int, list[int]]
) -> list[ClusterCard]:
    """Return the clusters of a partition, by number (0 is the largest).

    `image_ids` and `labels` are (n_images,); `images` has id, sha256 and near_label; `examples` is cluster -> ids.
    """
    known = images.set_index("id")
    near = known["near_label"].reindex(image_ids)
    has_any = bool(near.notna().any())
    cards = []
    for cluster in map(int, np.unique(labels)):
        own = labels == cluster
        mix = Counter("" if pd.isna(label) else str(label) for label in near[own]) if has_any else Counter[str]()
        shas = tuple(str(known.at[i, "sha256"]) for i in examples[cluster])
        cards.append(ClusterCard(cluster, int(own.sum()), float(own.mean()), shas, tuple(mix.most_common())))
    return cards


def near_label_colors(cards: list[ClusterCard], palette: tuple[str, ...]) -> dict[str, str]:
    """Return near-label -> colour, the same in every card; those beyond the palette share its last colour."""
    totals: Counter[str] = Counter()
    for card in cards:
        totals.update({label: n for label, n in card.mix if label})
    names = [name for name, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    return {name: palette[min(place, len(palette) - 1)] for place, name in enumerate(names)}
