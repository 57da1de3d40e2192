"""What a training is asked for."""

from dataclasses import dataclass, field
from typing import Any

from classifiers import recipes
from classifiers.data.division import SplitSpec
from classifiers.thresholds import check_wished


@dataclass(frozen=True, slots=True)
class TrainSpec:
    """What to train on which part of the data, and the precision wished of predictions that count as known."""

    recipe: Any
    """A spec of `classifiers.recipes`, such as HeadSpec."""
    split: SplitSpec = field(default_factory=SplitSpec)
    share: float = 1.0
    """Of the train images to learn from, class by class; val and test stay whole."""
    wished: float = 0.95

    def __post_init__(self) -> None:
        check_wished(self.wished)
        recipes.recipe_of(self.recipe)
