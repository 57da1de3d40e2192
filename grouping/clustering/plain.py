"""scikit-learn's own estimators, one plain fit for each number of clusters: the `paper` profile."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grouping.clustering.resolve import resolve
from grouping.clustering.space import Space
from grouping.types import Ints


def prepare(
    space: Space, clusters: Sequence[int], seed: int, *, estimator: str, size: str, settings: Mapping[str, Any]
) -> Callable[[int], Ints]:
    """Return the function that fits `estimator` ("module:Class") anew, `size` naming its number of clusters."""
    del clusters
    make = resolve(estimator)
    seeded = {"random_state": seed} if "random_state" in make().get_params() else {}

    def fit(k: int) -> Ints:
        with warnings.catch_warnings():
            # Neighbours too far for the default kernel, or fewer distinct images than clusters: the row's number of
            # clusters and its note say what came of it.
            warnings.simplefilter("ignore")
            labels: Ints = make(**{size: k}, **seeded, **settings).fit_predict(space.points)
        return labels

    return fit
