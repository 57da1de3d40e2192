"""How long, how fast and how exactly a network is trained; shared by every recipe that trains one."""

import math
from dataclasses import dataclass

from classifiers.errors import InvalidSpecError
from grouping.errors import UnknownNameError

PRECISIONS = ("full", "mixed")


def check_range(name: str, value: float, low: float, high: float) -> None:
    """Raise InvalidSpecError where a setting lies outside `low` to `high`, both included."""
    if not low <= value <= high:
        raise InvalidSpecError(f"{name} is {value}; it must lie in {low:g} to {high:g}.")


def check_name(what: str, value: str, known: tuple[str, ...]) -> None:
    """Raise UnknownNameError, with the list of those there are, for a setting's unknown value."""
    if value not in known:
        raise UnknownNameError(f"No {what} is called {value!r}. Choose one of {', '.join(known)}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """AdamW with a linear warm-up and a cosine to zero, stopped early on the validation images' macro-F1.

    `patience`: epochs without a better macro-F1 after which training stops. `batch`: images of one step.
    `warm_up`: epochs in which the learning rate rises. `precision`: 'mixed' computes in float16 on CUDA and in
    bfloat16 on a CPU. All randomness comes from `seed`.
    """

    epochs: int = 20
    patience: int = 5
    batch: int = 32
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: int = 1
    precision: str = "full"
    seed: int = 0

    def __post_init__(self) -> None:
        check_range("epochs", self.epochs, 1, 1000)
        check_range("patience", self.patience, 1, 1000)
        check_range("batch", self.batch, 2, 1024)
        check_range("weight_decay", self.weight_decay, 0, 1)
        check_range("warm_up", self.warm_up, 0, self.epochs)
        check_range("seed", self.seed, 0, 2**31)
        check_name("precision", self.precision, PRECISIONS)
        if not (math.isfinite(self.learning_rate) and self.learning_rate > 0):
            raise InvalidSpecError(f"learning_rate is {self.learning_rate}; it must be more than 0, as in 0.001.")

    def share_of_rate(self, step: int, steps: int) -> float:
        """Return the share of the learning rate, in (0, 1], that step `step` (from 0) of an epoch's `steps` takes."""
        rising, total = self.warm_up * steps, self.epochs * steps
        if step < rising:
            return (step + 1) / rising
        return 0.5 * (1 + math.cos(math.pi * (step - rising) / max(1, total - rising)))
