"""How each image ends: accepted, for a person to review, or unknown; with the reason in words."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.predict import Answers

Outcome = Literal["accepted", "review", "unknown"]
OUTCOMES: tuple[Outcome, ...] = ("accepted", "review", "unknown")
_ACCEPTED, _REVIEW, _UNKNOWN = range(3)
_ROUNDING = 1e-6  # two equal prototypes may differ by this in a product


def outcomes(answers: Answers, point: OperatingPoint) -> npt.NDArray[np.int8]:
    """Return how each image ends, as a number into `OUTCOMES`: (n_images,).

    Unknown: its probability is below theta, so no class is named (equation 12). Review: its margin is below mu
    (equation 9), or there is one class and so no margin. Accepted: neither. The point's temperature must be the one
    that the answers were made with.
    """
    ends = np.where(answers.margin >= np.float32(point.mu), _ACCEPTED, _REVIEW)  # NaN, with one class, is not accepted
    ends[answers.nothing | (answers.probability < np.float32(point.theta))] = _UNKNOWN
    return ends.astype(np.int8)


def reason(answers: Answers, row: int, point: OperatingPoint) -> str:
    """Return why image `row` ended as it did, as one sentence."""
    best, second = answers.names[answers.best[row]], answers.names[answers.second[row]]
    margin, probability = float(answers.margin[row]), float(answers.probability[row])
    if answers.nothing[row]:
        return "Its embedding is all zeros, so it resembles no class."
    if probability < np.float32(point.theta):
        return (
            f"No class is probable enough: the best, '{best}', has {probability:.3f} of the {point.theta:.3g} that "
            f"are asked for; '{second}' is {margin:.3f} behind it."
        )
    if np.isnan(margin):
        return f"'{best}' is the only class, so there is nothing to tell it from. Add a second class."
    if margin < np.float32(point.mu):
        equal = (
            f"'{best}' and '{second}' are equally near" if margin == 0 else f"'{second}' is nearly as near as '{best}'"
        )
        return f"{equal}: the margin is {margin:.3f}, of the {point.mu:.3g} that are asked for."
    return (
        f"'{best}' is {margin:.3f} nearer than '{second}' (at least {point.mu:.3g} are asked for), "
        f"with probability {probability:.3f} (at least {point.theta:.3g})."
    )
