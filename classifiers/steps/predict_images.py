"""Predict: what a model, or a fast and a strong one in turn, says of images without a label; into a proposal layer."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.proposed import PART, Flags, Proposed, part_paths, read_all
from classifiers.steps.form_of_model import Form, in_form
from classifiers.steps.load_data import embeddings_by_key, inputs_of
from classifiers.steps.open_model import OpenModel
from classifiers.store.proposals import ProposalRun, keep_run
from classifiers.thresholds import Predicted
from classifiers.types import Inputs
from grouping.edits import State
from grouping.files import key_of
from grouping.steps.decide import current_state
from grouping.store.images import sha256s_by_id
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints, Progress, silent


@dataclass(frozen=True, slots=True)
class Strong:
    """The strong model of a route, asked where the fast one is less sure than `below`."""

    opened: OpenModel
    below: float


def predict_images(
    workspace: Workspace,
    project_id: int,
    opened: OpenModel,
    user: str,
    *,
    images: Iterable[int] | None = None,
    strong: Strong | None = None,
    threshold: float | None = None,
    form: Form = "own",
    progress: Progress = silent,
) -> ProposalRun:
    """Propose classes for the images that have none in the model's label set, or for those of `images` among them.

    `threshold` replaces the operating threshold below which an image is 'unknown'; `form` is that of the model. The
    labels stay as they are. Each part is kept when it is finished, so that a run after a kill or a cancel goes on from
    there. Raises UntrainableError where there is no image to predict.
    """
    label_set = opened.model.label_set
    if strong is not None and strong.opened.classes != opened.classes:
        raise InvalidSpecError("The two models of a route tell the same classes apart; these do not.")
    ids = _unlabeled(workspace, project_id, label_set, images)
    inputs, left_out = _inputs(workspace, project_id, opened, ids)
    if not len(inputs):
        why = "; ".join(sorted(set(left_out.values()))) or f"every image has a label in '{label_set}'"
        raise UntrainableError(f"There is no image to predict: {why}.")
    floor = opened.operating.threshold if threshold is None else threshold
    spec = {
        "model": opened.model.key,
        "title": opened.model.title,
        "classes": list(opened.classes),
        "threshold": floor,
        "strong": None if strong is None else strong.opened.model.key,
        "strong_below": None if strong is None else strong.below,
        "n_images": len(inputs),
        **({} if form == "own" else {"form": form}),
    }
    answers = in_form(opened, form)
    key = key_of("proposals", spec, np.asarray(inputs.image_ids, "<i8").tobytes())
    folder = workspace.proposals(key)
    for first, path in part_paths(folder, len(inputs)):
        progress(first, len(inputs), "images")
        if not path.exists():
            rows = np.arange(first, min(first + PART, len(inputs)))
            said = opened.operating.predict(answers.logits(inputs.rows(rows)))
            _propose(workspace, project_id, said, strong, floor, inputs.rows(rows)).save(path)
    progress(len(inputs), len(inputs), "images")
    summary = _summary(folder, opened, len(inputs), left_out)
    return keep_run(workspace.database, project_id, key, label_set, spec, summary, user)


def _unlabeled(workspace: Workspace, project_id: int, label_set: str, images: Iterable[int] | None) -> list[int]:
    state: State = current_state(workspace, project_id)
    labels = state.label_set(label_set).labels
    there = sha256s_by_id(workspace.database, project_id)
    wanted = there if images is None else {int(i) for i in images} & set(there)
    return sorted(i for i in wanted if i not in labels and i not in state.tree.discarded)


def _inputs(
    workspace: Workspace, project_id: int, opened: OpenModel, ids: Iterable[int]
) -> tuple[Inputs, dict[int, str]]:
    seen = opened.embeddings
    target = None if seen is None else embeddings_by_key(workspace, project_id, seen)
    return inputs_of(workspace, project_id, list(ids), target)


def _propose(
    workspace: Workspace, project_id: int, said: Predicted, strong: Strong | None, floor: float, inputs: Inputs
) -> Proposed:
    found, asked = said.probabilities.copy(), np.zeros(len(inputs), dtype=bool)
    if strong is not None:
        unsure = np.flatnonzero(said.confidence < strong.below)
        again, _ = _inputs(workspace, project_id, strong.opened, inputs.image_ids[unsure].tolist())
        rows = np.flatnonzero(np.isin(inputs.image_ids, again.image_ids))
        if len(rows):
            found[rows] = _strong_word(strong, again).probabilities
            asked[rows] = True
    return _proposed(inputs.image_ids, found, floor, asked)


def _strong_word(strong: Strong, inputs: Inputs) -> Predicted:
    return strong.opened.operating.predict(strong.opened.fitted.logits(inputs))


def _proposed(image_ids: Ints, probabilities: Floats, floor: float, strong: Flags) -> Proposed:
    order = np.argsort(-probabilities, axis=1, kind="stable")
    top = np.take_along_axis(probabilities, order, axis=1)
    single = probabilities.shape[1] == 1
    return Proposed(
        image_ids=np.asarray(image_ids, dtype=np.int64),
        label=order[:, 0],
        second=order[:, 0 if single else 1],
        confidence=top[:, 0].astype(np.float32),
        margin=(top[:, 0] - (floor if single else top[:, 1])).astype(np.float32),
        known=top[:, 0] >= floor,
        strong=strong,
    )


def _summary(folder: Path, opened: OpenModel, n_images: int, left_out: dict[int, str]) -> dict[str, Any]:
    found = read_all(folder, n_images)
    counts = np.bincount(found.label[found.known], minlength=len(opened.classes))
    reasons: dict[str, int] = {}
    for reason in left_out.values():
        reasons[reason] = reasons.get(reason, 0) + 1
    return {
        "n": n_images,
        "known": int(found.known.sum()),
        "unknown": int((~found.known).sum()),
        "classes": {name: int(count) for name, count in zip(opened.classes, counts, strict=True)},
        "strong": int(found.strong.sum()),
        "left_out": reasons,
    }
