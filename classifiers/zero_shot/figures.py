"""All that is measured of a recognition, as plain values: for JSON, and for tables."""

import math
from dataclasses import asdict
from typing import Any

from classifiers.zero_shot.choose_point import coverage_curve
from classifiers.zero_shot.judge import Judged
from classifiers.zero_shot.outcomes import outcomes
from classifiers.zero_shot.point import OperatingPoint


def measured(found: Judged, point: OperatingPoint) -> dict[str, Any]:
    """Return the figures over all, by class and frequency, confusions, unknown classes, and the curve at a point.

    Rates are in [0, 1], 1 best but for errors; what cannot be measured is None.
    """
    told = found.evaluation()
    answers = found.answers(point.gamma)
    curve = coverage_curve(answers, found.truth, point.theta)
    accepted = outcomes(answers, point) == 0
    return {
        **asdict(told),
        "classes": [{name: _real(value) for name, value in asdict(one).items()} for one in told.classes],
        "folds": found.folds,
        "error_by_size": told.error_by_size,
        "unknown_auroc": {name: _real(value) for name, value in found.unknown_auroc().items()},
        "point": asdict(point),
        "accepted": int(accepted.sum()),
        "accepted_right": int((answers.best == found.truth)[accepted].sum()),
        "curve": {name: getattr(curve, name).tolist() for name in ("coverage", "precision", "mu")},
    }


def _real(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
