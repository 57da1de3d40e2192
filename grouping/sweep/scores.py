"""The scores of one algorithm's partitions."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from grouping.metrics.convergence import c_score, c_score_normalized, convergence_difference, convergence_ratio
from grouping.metrics.entropy import entropy
from grouping.sweep.ground import Ground
from grouping.sweep.partitions import Row
from grouping.types import Ints


class Fit(NamedTuple):
    """One partition as it comes from an algorithm."""

    requested: int
    labels: Ints
    """(n_images,), canonical."""
    seconds: float


def scored_rows(algorithm: str, fits: Sequence[Fit], ground: Ground, near_labels: Ints) -> list[Row]:
    """Return a row for each fit; `near_labels` is (n_images,) of class numbers, -1 for none."""
    values, errors = ground.silhouettes([fit.labels for fit in fits])
    known = len(set(near_labels[near_labels >= 0].tolist())) > 1
    return [
        Row(
            algorithm=algorithm,
            n_clusters=(found := int(fit.labels.max()) + 1),
            entropy=entropy(fit.labels),
            silhouette=_number(value),
            c_score=c_score(near_labels, fit.labels) if known else None,
            convergence_difference=convergence_difference(near_labels, fit.labels) if known else None,
            convergence_ratio=convergence_ratio(near_labels, fit.labels) if known else None,
            seconds=fit.seconds,
            c_score_normalized=c_score_normalized(near_labels, fit.labels) if known else None,
            requested=fit.requested,
            silhouette_error=_number(error),
            note=_note(fit.requested, found),
        )
        for fit, value, error in zip(fits, values, errors, strict=True)
    ]


def near_label_note(near_labels: Ints) -> tuple[str, ...]:
    """Say why there are no scores by near-labels, where some were given but all are of one class."""
    if len(set(near_labels[near_labels >= 0].tolist())) != 1:
        return ()
    return ("All near-labels are of one class: scores by near-labels need two, and are left empty.",)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _note(requested: int, found: int) -> str:
    shortfall = f"{requested} asked, {found} found" if found != requested else ""
    single = "one cluster has no silhouette" if found == 1 else ""
    return "; ".join(part for part in (shortfall, single) if part)
