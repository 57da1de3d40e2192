"""How pure a group probably is: from labels given, else from near-labels, else from how it lies among the others."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from grouping.neighbours.facts import GroupFacts

PURE = 0.95
"""The share of one class from which a group is promoted as it stands."""
ENOUGH = 5
"""Fewer labels than this say too little about a group."""
SEPARATIONS = (0.05, 0.10, 0.20, 0.30)
CHANCES = (0.40, 0.60, 0.80, 0.90)
"""Share of groups that were 95 % pure, by separation: 294 groups of X-SDD, 7 to 50 clusters, EfficientNet-Lite0. A weak
guide: the area under the ROC curve is 0.67, for cohesion 0.63."""
UNKNOWN_ODD = 0.2
"""Share of odd images assumed in a group that is not pure, where no label says more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the purity of one group."""

    chance: float
    """That 95 % or more of its images are of one class, in [0, 1]."""
    odd: float
    """Images of other classes to expect where it is not pure."""
    kind: str = ""
    """'labels', 'near-labels', or empty where there are too few of either."""
    label: str = ""
    share: float = math.nan
    """Of the most frequent label among the `known`, in (0, 1]."""
    known: int = 0


def evidence_of(facts: GroupFacts, labels: Mapping[str, int]) -> Evidence:
    """Return the evidence; `labels` counts the images of the group by the class they already have."""
    for kind, counts in (("labels", labels), ("near-labels", facts.near_label_mix)):
        if sum(counts.values()) >= ENOUGH:
            return _counted(facts.size, kind, counts)
    known = max(sum(labels.values()), facts.known)
    return Evidence(_chance_by_separation(facts.separation), UNKNOWN_ODD * facts.size, known=known)


def _counted(size: int, kind: str, counts: Mapping[str, int]) -> Evidence:
    label, top = max(counts.items(), key=lambda item: item[1])
    known = sum(counts.values())
    share = top / known
    odd = (1 - min(share, (top + 0.5) / (known + 1))) * size
    return Evidence(_chance_by_counts(top, known, size), odd, kind, label, share, known)


def _chance_by_counts(top: int, known: int, size: int) -> float:
    """Return the chance that the share of all images is at least PURE, by Jeffreys' posterior."""
    if known >= size:  # nothing is left to chance
        return float(top / known >= PURE)
    from scipy.special import betaincc

    return float(betaincc(top + 0.5, known - top + 0.5, PURE))


def _chance_by_separation(separation: float) -> float:
    return 0.0 if math.isnan(separation) else float(np.interp(separation, SEPARATIONS, CHANCES))
