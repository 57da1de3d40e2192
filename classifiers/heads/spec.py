"""What head to train, and how."""

from dataclasses import dataclass
from typing import Any

from classifiers.errors import InvalidSpecError
from classifiers.heads.catalogue import HEADS

WEIGHTS = ("balanced", "none")


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """A head by name; the same spec on the same data gives the same bytes.

    `class_weight` 'balanced' weighs each class by the inverse of its frequency, where the head can (see the
    catalogue). `search` chooses hyper-parameters from the head's grid by `inner_folds` folds of the training images,
    by macro-F1; without it the grid's middle is taken. `normal` names the class that a one-class head learns; it may
    be left out where there is one class only.
    """

    head: str = "logistic_regression"
    class_weight: str = "balanced"
    search: bool = True
    inner_folds: int = 3
    seed: int = 0
    normal: str | None = None

    def __post_init__(self) -> None:
        if self.head not in HEADS:
            raise InvalidSpecError(f"There is no head '{self.head}'; there are: {', '.join(HEADS)}.")
        if self.class_weight not in WEIGHTS:
            raise InvalidSpecError(f"Class weights are {' or '.join(WEIGHTS)}; got '{self.class_weight}'.")
        if self.inner_folds < 2:
            raise InvalidSpecError(f"Inner folds are 2 or more; got {self.inner_folds}.")
        if not 0 <= self.seed < 2**32:
            raise InvalidSpecError(f"The seed is a whole number from 0 to {2**32 - 1}; got {self.seed}.")
        if self.normal is not None and not self.one_class:
            raise InvalidSpecError(f"'normal' is for one-class heads; '{self.head}' learns all classes.")

    @property
    def one_class(self) -> bool:
        """Whether it learns what one class looks like, and nothing of others."""
        return HEADS[self.head].one_class

    @property
    def definition(self) -> dict[str, Any]:
        """What the name stands for at present: part of a model's key, so that a changed head is another one."""
        head = HEADS[self.head]
        return {"build": head.build, "weights": head.weights, "grid": {k: list(v) for k, v in head.grid.items()}}

    @property
    def title(self) -> str:
        """The name for people."""
        return HEADS[self.head].title
