"""How far the people who labeled in one set agree: what each said last of an image, from the events."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from grouping.edits import Assign, Clear, DefineClass, RemoveClass
from grouping.history import History
from grouping.metrics import cohens_kappa
from grouping.steps.decide import history
from grouping.store.workspace import Workspace

Said = dict[str, dict[int, str]]
"""User -> image id -> the class that they gave it last."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two people say of the images that both labeled in one set."""

    people: tuple[str, str]
    """By name."""
    n_both: int
    n_agreed: int
    kappa: float
    """Cohen's, in [-1, 1]; 1 is equal, 0 is chance, NaN where both gave one and the same class throughout."""
    differing: Mapping[int, tuple[str, str]]
    """Image id -> the class of either person, where they differ; by id."""

    @property
    def share(self) -> float:
        """The share of images on which they agree, in (0, 1]."""
        return self.n_agreed / self.n_both

    def summary(self) -> dict[str, Any]:
        """Return it as plain values; `kappa` is None where there is none."""
        return {
            "people": list(self.people),
            "both_labeled": self.n_both,
            "agreed": self.n_agreed,
            "share": self.share,
            "kappa": None if math.isnan(self.kappa) else self.kappa,
            "differing": [
                {"image": i, **dict(zip(self.people, two, strict=True))} for i, two in self.differing.items()
            ],
        }


def agreement(workspace: Workspace, project_id: int, label_set: str) -> list[Agreement]:
    """Return one entry for each two people who labeled an image in common; who share most images first.

    Counted is what is in effect and was said last by each: what was undone, taken back by its giver, or belongs to a
    class that is gone, was not said. Discarded images are left out. The later of two saw what the earlier had said.
    Raises UnknownNameError for an unknown set.
    """
    past = history(workspace, project_id)
    past.state.label_set(label_set)
    said, gone = said_in(past, label_set), frozenset(past.state.tree.discarded)
    found = [pair(a, b, said[a], said[b], gone) for a, b in combinations(sorted(said), 2)]
    return sorted((one for one in found if one is not None), key=lambda one: (-one.n_both, one.people))


def said_in(past: History, label_set: str) -> Said:
    """Return what each user said last of each image."""
    said: Said = {}
    for event, _, in_effect in past.entries():
        for edit in event.edits if in_effect else ():
            if getattr(edit, "label_set", None) != label_set:
                continue
            if isinstance(edit, Assign):
                said.setdefault(event.user, {}).update(dict.fromkeys(edit.image_ids, edit.class_name))
            elif isinstance(edit, Clear):
                for image_id in edit.image_ids:
                    said.get(event.user, {}).pop(image_id, None)
            elif isinstance(edit, DefineClass) and edit.was not in (None, edit.class_name):
                _each(said, str(edit.was), edit.class_name)
            elif isinstance(edit, RemoveClass):
                _each(said, edit.class_name, None)
    return said


def _each(said: Said, class_name: str, becomes: str | None) -> None:
    """Rename a class in what everybody said, or, without a new name, take it out."""
    for user, own in said.items():
        renamed = {i: becomes if name == class_name else name for i, name in own.items()}
        said[user] = {i: name for i, name in renamed.items() if name is not None}


def pair(
    a: str, b: str, said_a: Mapping[int, str], said_b: Mapping[int, str], without: frozenset[int] = frozenset()
) -> Agreement | None:
    """Return how two people agree; None where they have no image in common."""
    both = sorted((said_a.keys() & said_b.keys()) - without)
    if not both:
        return None
    number: dict[str, int] = {}
    codes = [np.array([number.setdefault(said[i], len(number)) for i in both], np.int64) for said in (said_a, said_b)]
    differing = {i: (said_a[i], said_b[i]) for i in both if said_a[i] != said_b[i]}
    return Agreement((a, b), len(both), len(both) - len(differing), cohens_kappa(*codes), differing)
