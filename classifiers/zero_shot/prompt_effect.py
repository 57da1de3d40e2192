"""Which prompt helps and which hurts, where labels exist: each is left out in turn, and the images answered again."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from classifiers.directions.prototypes import class_prototype
from classifiers.directions.vectors import Vectors, unit_rows
from grouping.errors import GrouplineError
from grouping.types import Floats, Ints, Progress, silent

Sayings = Mapping[str, Mapping[str, Floats]]
"""Class -> saying -> the embeddings of its sentences, one a template: (n_templates, dim)."""


@dataclass(frozen=True, slots=True)
class PromptEffect:
    """What one prompt does, in images of the labeled set: positive `gain` helps, negative hurts."""

    class_name: str
    text: str
    helps: int
    """Images that are right with the prompt and wrong without."""
    hurts: int
    """Images that are wrong with the prompt and right without."""
    n_images: int

    @property
    def gain(self) -> float:
        """Top-1 with the prompt less top-1 without, in [-1, 1]."""
        return (self.helps - self.hurts) / self.n_images


def prompt_effects(X: Floats, truth: Ints, sayings: Sayings, progress: Progress = silent) -> list[PromptEffect]:
    """Return the effect of every prompt of a class that has several, the most harmful first.

    `X` is (n_images, dim), `truth` (n_images,) numbers the classes of `sayings` in their order, -1 for images of none,
    which do not count. Raises GrouplineError without images of these classes, or with fewer than two classes.
    """
    if len(sayings) < 2:
        raise GrouplineError("With one class every prompt is right. Add a second class to measure prompts.")
    known = truth >= 0
    if not known.any():
        raise GrouplineError("No labeled image is of one of these classes, so prompts cannot be measured.")
    images, truth = unit_rows(X[known]), truth[known]
    units = [{text: unit_rows(rows) for text, rows in own.items()} for own in sayings.values()]
    prototypes = np.stack([class_prototype(np.concatenate(list(own.values()))) for own in units])
    S = images @ prototypes.T
    right = S.argmax(axis=1) == truth
    effects: list[PromptEffect] = []
    for number, (name, own) in enumerate(zip(sayings, units, strict=True)):
        progress(number, len(units), f"measuring the prompts of {name}")
        effects += _of_class(name, number, own, images, S, truth, right)
    return sorted(effects, key=lambda effect: effect.gain)


def _of_class(
    name: str, number: int, own: Mapping[str, Vectors], images: Vectors, S: Vectors, truth: Ints, right: Ints
) -> list[PromptEffect]:
    """Leave each prompt out in turn: only the class's own column of scores changes."""
    if len(own) < 2:
        return []
    total = np.sum([rows.sum(axis=0) for rows in own.values()], axis=0)
    without = unit_rows(np.stack([total - rows.sum(axis=0) for rows in own.values()]))
    columns = images @ without.T
    others = S.copy()
    others[:, number] = -np.inf
    rival, rival_score = others.argmax(axis=1), others.max(axis=1)
    effects = []
    for text, column in zip(own, columns.T, strict=True):
        wins = (column > rival_score) | ((column == rival_score) & (number < rival))
        now = np.where(wins, number, rival) == truth
        effects.append(PromptEffect(name, text, int((right & ~now).sum()), int((now & ~right).sum()), len(truth)))
    return effects
