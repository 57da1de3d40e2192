"""Use the gold set: once per model, for its final figures."""

from typing import Any

import numpy as np

from classifiers.answering import answer, told
from classifiers.data.leakage import leakage
from classifiers.errors import GoldError, LeakageError
from classifiers.predictions import Judged
from classifiers.steps.gold_truth import gold_truth
from classifiers.steps.judge_model import judged_figures
from classifiers.steps.load_data import embeddings_by_key, inputs_of
from classifiers.steps.open_model import OpenModel
from classifiers.store.gold import add_gold_use, gold_use
from classifiers.types import Inputs
from grouping.steps.export_labels import near_duplicate_shas, without_embeddings
from grouping.store.images import sha256s_by_id
from grouping.store.workspace import Workspace
from grouping.types import Ints, Progress, silent

FILE = "gold.npz"


def use_gold(
    workspace: Workspace, project_id: int, opened: OpenModel, user: str, progress: Progress = silent
) -> dict[str, Any]:
    """Return a model's figures on its label set's gold images; the second time, those of the first.

    The truth is the class an image had when it was locked. Raises GoldError where there is no gold set, where it cannot
    be judged, or nobody can tell near-copies; LeakageError where the model learned from gold images or near-copies.
    """
    model = opened.model
    used = gold_use(workspace.database, project_id, model.label_set, model.key)
    if used is not None:
        return {**used, "first_use": False}
    truth = gold_truth(workspace, project_id, model.label_set, model.version)
    if not truth:
        raise GoldError(f"'{model.label_set}' has no gold set; lock one first.")
    inputs, y = _gold_inputs(workspace, project_id, opened, truth)
    _refuse_known(workspace, project_id, opened, tuple(truth))
    logits, lost = answer(opened.fitted, inputs, progress)
    if lost:
        raise GoldError(f"{told(inputs, lost)}. Put them back; nothing was recorded.")
    predicted = opened.operating.predict(logits)
    judged = Judged(inputs.image_ids, inputs.sha256s, y, predicted.probabilities)
    found = judged_figures(judged, opened.operating, opened.classes, opened.card["one_class"] and opened.spec)
    judged.save(opened.folder / FILE)
    add_gold_use(workspace.database, project_id, model.label_set, model.key, found, user)
    recorded = gold_use(workspace.database, project_id, model.label_set, model.key)
    assert recorded is not None
    return {**recorded, "first_use": True}


def _refuse_known(workspace: Workspace, project_id: int, opened: OpenModel, gold: tuple[str, ...]) -> None:
    parts = opened.parts
    known = (*parts["learned"], *parts["val"])
    waiting = without_embeddings(workspace, project_id, (*known, *gold))
    if waiting:
        raise GoldError(
            f"{len(waiting):,} of the images that the model learned from or that are gold have no embeddings, so "
            "nobody knows whether they are near-copies of each other. Encode the project first; nothing was recorded."
        )
    report = leakage({"training": known, "gold": gold}, near_duplicate_shas(workspace, project_id))
    if not report.clean:
        raise LeakageError(
            f"This model was trained before its gold set was locked: {report.leaks[0].sentence()}. Train it again; "
            "gold images and their near-copies are then kept out."
        )


def _gold_inputs(
    workspace: Workspace, project_id: int, opened: OpenModel, truth: dict[str, str]
) -> tuple[Inputs, Ints]:
    strange = sorted(set(truth.values()) - set(opened.classes))
    if strange:
        raise GoldError(
            f"The gold set has classes that the model never saw: {', '.join(strange)}. Label images of them besides "
            "the gold ones, and train again."
        )
    ids = [image_id for image_id, sha in sha256s_by_id(workspace.database, project_id).items() if sha in truth]
    seen = opened.embeddings
    target = None if seen is None else embeddings_by_key(workspace, project_id, seen)
    inputs, left_out = inputs_of(workspace, project_id, ids, target)
    missing = len(truth) - len(inputs)
    if missing:
        why = "; ".join(sorted(set(left_out.values()))) or "no longer among the project's images"
        raise GoldError(f"{missing:,} of the {len(truth):,} gold images cannot be judged: {why}. Nothing was recorded.")
    return inputs, np.array([opened.classes.index(truth[sha]) for sha in inputs.sha256s], dtype=np.int64)
