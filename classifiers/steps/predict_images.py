"""Predict: what a model, or a fast and a strong one in turn, says of images without a label; into a proposal layer."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers.answering import answer
from classifiers.errors import DamagedModelError, InvalidSpecError, UntrainableError
from classifiers.proposed import PART, Flags, Proposed, part_paths, read_all
from classifiers.steps.choose_threshold import choose_threshold, named_at
from classifiers.steps.form_of_model import Form, in_form
from classifiers.steps.load_data import embeddings_by_key, inputs_of
from classifiers.steps.open_model import OpenModel, refuse_one_class
from classifiers.store.proposals import ProposalRun, keep_run
from classifiers.thresholds import Predicted
from classifiers.types import Answers, Inputs
from grouping.edits import State
from grouping.files import key_of
from grouping.steps.decide import current_state
from grouping.store.images import sha256s_by_id
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints, Progress, silent

UNREAD = "its file cannot be read"


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

    `threshold` replaces the operating threshold below which an image is 'unknown'; that of a route is chosen on the
    val images as both models in turn answer for them. `form` is that of the model. Images whose file cannot be read
    are left out. The labels stay as they are. Each part is kept when it is finished, so that a run after a kill or a
    cancel goes on from there. Raises UntrainableError where there is no image to predict.
    """
    label_set = opened.model.label_set
    if strong is not None:
        refuse_one_class("A route", opened, strong.opened)
    if strong is not None and strong.opened.classes != opened.classes:
        raise InvalidSpecError("The two models of a route tell the same classes apart; these do not.")
    ids = _unlabeled(workspace, project_id, label_set, images)
    inputs, left_out = _inputs(workspace, project_id, opened, ids)
    if not len(inputs):
        why = "; ".join(sorted(set(left_out.values()))) or f"every image has a label in '{label_set}'"
        raise UntrainableError(f"There is no image to predict: {why}.")
    floor = _floor(opened, strong) if threshold is None else threshold
    spec = {
        "model": opened.model.key,
        "title": opened.model.title,
        "classes": list(opened.named),
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
        rows = np.arange(first, min(first + PART, len(inputs)))
        if not _finished(path, len(rows)):
            beat = _within(progress, first, len(rows), len(inputs))
            _propose(workspace, project_id, opened, answers, strong, floor, inputs.rows(rows), beat).save(path)
    progress(len(inputs), len(inputs), "images")
    summary = _summary(folder, opened, inputs, left_out)
    second = (None, 0.0) if strong is None else (strong.opened, strong.below)
    summary["right"] = {one.name: [one.right, one.n] for one in named_at(opened, floor, *second)}
    if not summary["n"]:
        raise UntrainableError(f"There is no image to predict: {'; '.join(summary['left_out'])}.")
    return keep_run(workspace.database, project_id, key, label_set, spec, summary, user)


def _within(progress: Progress, first: int, size: int, n_images: int) -> Progress:
    """Return what a part of `size` images that begins at `first` reports to; it lets the whole be cancelled within.

    An ensemble counts each image once for each of its networks, so shares of what it counts are taken.
    """

    def beat(done: int, total: int | None, message: str = "") -> None:
        progress(first + (done * size // total if total else 0), n_images, message or "images")

    return beat


def _finished(path: Path, n_images: int) -> bool:
    """Tell whether a part is there and whole; images that had no file may have one by now."""
    try:
        return path.exists() and len(Proposed.load(path)) == n_images
    except DamagedModelError:
        return False


def _floor(opened: OpenModel, strong: Strong | None) -> float:
    """Return below which confidence an image is 'unknown' where nobody says so."""
    if strong is None:
        return opened.operating.threshold
    if not opened.card["val"] or not strong.opened.card["val"]:
        return max(opened.operating.threshold, strong.opened.operating.threshold)
    return choose_threshold(opened, opened.operating.wished, strong.opened, strong.below).threshold


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
    workspace: Workspace,
    project_id: int,
    opened: OpenModel,
    answers: Answers,
    strong: Strong | None,
    floor: float,
    inputs: Inputs,
    progress: Progress,
) -> Proposed:
    """Return what is said of those of the images that can be looked at."""
    there, said = _said(opened, answers, inputs, progress)
    found, asked = said.probabilities.copy(), np.zeros(len(there), dtype=bool)
    if strong is not None:
        unsure = np.flatnonzero(said.confidence < strong.below)
        again, _ = _inputs(workspace, project_id, strong.opened, there.image_ids[unsure].tolist())
        read, better = _said(strong.opened, strong.opened.fitted, again, _asked_again(progress, len(inputs)))
        rows = np.flatnonzero(np.isin(there.image_ids, read.image_ids))
        found[rows], asked[rows] = better.probabilities, True
    return _proposed(there.image_ids, found, floor, asked)


def _asked_again(progress: Progress, n_images: int) -> Progress:
    def beat(done: int, total: int | None, message: str = "") -> None:
        progress(n_images, None, f"the second model: {done:,} of {total or 0:,}")

    return beat


def _said(opened: OpenModel, answers: Answers, inputs: Inputs, progress: Progress) -> tuple[Inputs, Predicted]:
    """Return the images that can be read, and what a model says of them."""
    logits, lost = answer(answers, inputs, progress) if len(inputs) else (np.zeros((0, len(opened.named))), {})
    rows = np.setdiff1d(np.arange(len(inputs)), list(lost))
    return inputs.rows(rows), opened.operating.predict(logits[rows])


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


def _summary(folder: Path, opened: OpenModel, inputs: Inputs, left_out: dict[int, str]) -> dict[str, Any]:
    found = read_all(folder, len(inputs))
    counts = np.bincount(found.label[found.known], minlength=len(opened.named))
    unread = np.setdiff1d(inputs.image_ids, found.image_ids)
    return {
        "n": len(found),
        "known": int(found.known.sum()),
        "unknown": int((~found.known).sum()),
        "classes": {name: int(count) for name, count in zip(opened.named, counts, strict=True)},
        "strong": int(found.strong.sum()),
        "left_out": dict(Counter([*left_out.values(), *[UNREAD] * len(unread)])),
    }
