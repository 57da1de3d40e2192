"""From logits to decisions: calibrated confidence, margin, and 'unknown' below an operating threshold."""

from dataclasses import dataclass
from math import floor

import numpy as np
import numpy.typing as npt

from classifiers.errors import InvalidSpecError
from classifiers.evaluation.calibration import fit_temperature, probabilities
from grouping.types import Floats, Ints

NEVER = 2.0
"""A threshold that no confidence reaches (infinity has no word in JSON)."""


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """What a model says of images, before the threshold."""

    label: Ints
    """(n_images,): the likeliest class's place."""
    confidence: Floats
    """(n_images,): in [0, 1], calibrated."""
    margin: Floats
    """(n_images,): confidence less that of the second class; of the threshold where there is one class only."""
    probabilities: Floats
    """(n_images, n_classes)."""


@dataclass(frozen=True, slots=True)
class Operating:
    """How confidences are made and from where on they count; fitted on validation images alone."""

    temperature: float
    threshold: float
    """Predictions with less confidence are 'unknown'; above 1 where no threshold gives the wished precision."""
    wished: float
    """The precision asked for; of a one-class model the share of its own class to be kept."""
    reached: float
    """What the threshold gives on validation; NaN without validation images."""
    coverage: float
    """Share of validation images at or above the threshold; NaN without any."""
    n: int
    """Validation images it was chosen on."""
    strangeness: tuple[float, ...] = ()
    """Of a one-class model: logits of its own class that it had not seen, ascending."""

    def predict(self, logits: Floats) -> Predicted:
        """Turn logits, (n_images, n_classes), into decisions."""
        if logits.shape[1] == 1:
            return self._predict_one_class(logits[:, 0])
        found = probabilities(logits, self.temperature)
        top = np.sort(found, axis=1)[:, ::-1]
        return Predicted(found.argmax(axis=1), top[:, 0], top[:, 0] - top[:, 1], found)

    def _predict_one_class(self, logits: Floats) -> Predicted:
        """Confidence is the share of validation images of the class that are at least as strange (conformal p)."""
        below = np.searchsorted(np.array(self.strangeness), logits, side="right")
        confidence = (below + 1) / (len(self.strangeness) + 1)
        label = np.zeros(len(logits), dtype=np.int64)
        return Predicted(label, confidence, confidence - self.threshold, confidence[:, np.newaxis])

    def known(self, predicted: Predicted) -> npt.NDArray[np.bool_]:
        """Return (n_images,): whether the confidence reaches the threshold."""
        return np.asarray(predicted.confidence >= self.threshold)


def check_wished(wished: float) -> float:
    """Return a precision to be reached; raises InvalidSpecError unless it lies in (0, 1)."""
    if not 0 < wished < 1:
        raise InvalidSpecError(f"The wished precision lies between 0 and 1, such as 0.95; got {wished}.")
    return wished


def operate(logits: Floats, y: Ints, wished: float, learned: npt.NDArray[np.bool_] | None = None) -> Operating:
    """Fit temperature and threshold on validation images; see `fit_temperature` and `threshold_for_precision`."""
    temperature = fit_temperature(logits, y, learned)
    found = probabilities(logits, temperature)
    threshold, reached, coverage = threshold_for_precision(found.max(axis=1), found.argmax(axis=1) == y, wished)
    return Operating(temperature, threshold, wished, reached, coverage, len(y))


def operate_one_class(own: Floats, wished: float) -> Operating:
    """Choose the threshold that keeps a share `wished` of the class.

    `own`, (n_images,), are logits of images of the class that the model had not seen. With fewer than
    wished / (1 - wished) of them nothing can be called strange. Source: Laxhammar and Falkman, "Conformal Anomaly
    Detection", 2010; Vovk, "Cross-conformal predictors", 2015.
    """
    own = np.sort(own)
    bare = Operating(1.0, 1 - wished, wished, float("nan"), float("nan"), len(own), tuple(float(v) for v in own))
    if not len(own):
        return bare
    kept = float(bare.known(bare.predict(own[:, np.newaxis])).mean())
    return Operating(1.0, 1 - wished, wished, kept, kept, len(own), bare.strangeness)


def too_few_to_judge(operating: Operating) -> str:
    """Return why a one-class model can call nothing strange, and what to do; '' where it can."""
    if operating.threshold > 1 / (operating.n + 1):
        return ""
    needed = floor(operating.wished / (1 - operating.wished) + 1e-9) + 1
    share = operating.n / (operating.n + 1)
    wish = f", or wish for less than {share:.0%} of the class to be kept" if operating.n else ""
    return (
        f"Nothing can be called strange: that {operating.wished:.0%} of the class is kept can be told from {needed:,} "
        f"images of it that training did not see, and there are {operating.n:,}. Label more of it{wish}."
    )


def threshold_for_precision(confidence: Floats, right: Ints, wished: float) -> tuple[float, float, float]:
    """Return (threshold, precision, coverage): the lowest threshold from which on the wished precision is reached.

    `confidence` and `right` are (n_images,). Of the images at or above the threshold, taken together, a share of at
    least `wished` is right; no lower confidence seen here has that. Where none has it: (2, 0, 0), which nothing
    reaches. Of no image: (0.5, NaN, NaN).
    """
    check_wished(wished)
    confidence, right = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not len(confidence):
        return 0.5, float("nan"), float("nan")
    order = np.argsort(-confidence, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_ties = np.append(np.diff(confidence[order]) != 0, True)
    good = np.flatnonzero((shares >= wished) & last_of_ties)
    if not len(good):
        return NEVER, 0.0, 0.0
    place = int(good[-1])
    return float(confidence[order][place]), float(shares[place]), (place + 1) / len(order)
