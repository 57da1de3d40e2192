"""What prompts do on labeled images: each one left out in turn, and each change of the library before and after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from classifiers.directions.prototypes import Prototypes
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.evaluation import change
from classifiers.zero_shot.gather import Gathered, gather, labeled_images, text_prototypes
from classifiers.zero_shot.prompt_effect import PromptEffect, prompt_effects
from classifiers.zero_shot.prompts import PromptLibrary, filled
from classifiers.zero_shot.recognizer import Labeled
from classifiers.zero_shot.scores import similarities
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.errors import GrouplineError
from grouping.steps.embed_texts import text_embeddings
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent


def effects_of_prompts(
    workspace: Workspace,
    project_id: int,
    library: PromptLibrary,
    label_set: str,
    encoder: str | None = None,
    progress: Progress = silent,
) -> list[PromptEffect]:
    """Return what each prompt does on a label set, the most harmful first; by prompts alone."""
    gathered, labeled = _labeled(workspace, project_id, label_set, encoder)
    sayings = {
        name: {
            saying: text_embeddings(workspace, gathered.target, filled([saying], library.templates)) for saying in told
        }
        for name, told in library.sayings().items()
    }
    place = {name: number for number, name in enumerate(library.names)}
    truth = np.array([place.get(label, -1) for label in labeled.labels], np.int64)
    return prompt_effects(np.asarray(labeled.whole), truth, sayings, progress)


@dataclass(frozen=True, slots=True)
class VersionEffect:
    """What one change of a library did to the images of a label set; of the first, `fixed` and `broken` are None."""

    number: int
    sentence: str
    user: str
    at: datetime | None
    n_images: int
    top1: float
    """The share of images that get their class, in [0, 1]; a class that the version lacks counts as wrong."""
    fixed: int | None
    """Images that are right with this version and were wrong with the one before."""
    broken: int | None
    p_value: float | None
    """Two-sided exact McNemar test: how likely chance alone changes as much."""


def version_effects(
    workspace: Workspace,
    project_id: int,
    versions: Sequence[PromptVersion],
    label_set: str,
    encoder: str | None = None,
    progress: Progress = silent,
) -> list[VersionEffect]:
    """Return what each change of prompts did on a label set, by prompts alone, oldest first.

    `versions` are of one library, oldest first; those without classes, and those that left the sentences as they were,
    are left out. Images of classes that no version has do not count. Raises TextNotEmbeddedError with all sentences
    that the worker has to embed first, GrouplineError where no labeled image is of a class.
    """
    told = _with_other_sentences(versions)
    gathered, labeled = _labeled(workspace, project_id, label_set, encoder)
    every = list(dict.fromkeys(text for one in told for own in one.library.texts().values() for text in own))
    text_embeddings(workspace, gathered.target, every)
    named = {name for one in told for name in one.library.names}
    rows = [row for row, label in enumerate(labeled.labels) if label in named]
    if not rows:
        raise GrouplineError(f"No image of '{label_set}' is of a class that has, or had, prompts.")
    labeled, found, before = labeled.rows(rows), list[VersionEffect](), None
    for done, one in enumerate(told):
        progress(done, len(told), f"measuring version {one.number}")
        right = _right(labeled, text_prototypes(workspace, gathered.target, one.library, ZeroShotSpec()))
        found.append(_effect(one, before, right))
        before = right
    return found


def _labeled(workspace: Workspace, project_id: int, label_set: str, encoder: str | None) -> tuple[Gathered, Labeled]:
    gathered = gather(workspace, project_id, ZeroShotSpec(), encoder)
    return gathered, labeled_images(gathered, project_id, label_set)[1]


def _with_other_sentences(versions: Sequence[PromptVersion]) -> list[PromptVersion]:
    told: list[PromptVersion] = []
    for one in versions:
        if one.library.classes and (not told or one.library.texts() != told[-1].library.texts()):
            told.append(one)
    return told


def _right(labeled: Labeled, prototypes: Prototypes | None) -> npt.NDArray[np.bool_]:
    assert prototypes is not None, "a version that is measured has classes"
    called = np.array(prototypes.names, dtype=object)[similarities(labeled.whole, prototypes).argmax(axis=1)]
    return np.asarray(called == np.array(labeled.labels, dtype=object), np.bool_)


def _effect(one: PromptVersion, before: npt.NDArray[np.bool_] | None, right: npt.NDArray[np.bool_]) -> VersionEffect:
    told = (one.number, one.sentence, one.user, one.at, len(right), float(right.mean()))
    if before is None:
        return VersionEffect(*told, None, None, None)
    made = change(before.astype(np.int64), right.astype(np.int64), np.ones(len(right), np.int64))
    return VersionEffect(*told, len(made.fixed), len(made.broken), made.p_value)
