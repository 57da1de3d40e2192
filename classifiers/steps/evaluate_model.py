"""Evaluate: what is known of a model by now, and measuring what is not."""

from typing import Any

import numpy as np
import pandas as pd

from classifiers.data.folds import FoldSpec
from classifiers.errors import InvalidSpecError
from classifiers.predictions import Judged
from classifiers.steps.cross_validate import cross_validate, results
from classifiers.steps.learning_curve import kept_curve, learning_curve
from classifiers.steps.open_model import open_model
from classifiers.store.gold import gold_use
from classifiers.types import UNKNOWN
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

ON = ("test", "folds", "curve", "gold")
JUDGED = ("val", "test", "gold")


def evaluate_model(
    workspace: Workspace,
    project_id: int,
    model: str,
    on: str,
    user: str,
    *,
    folds: int = 5,
    repeats: int = 10,
    seed: int = 0,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Measure a model on what `on` names, or read back what was measured; the curve is under 'curve'."""
    if on not in ON:
        raise InvalidSpecError(f"A model is evaluated on {', '.join(ON)}; got '{on}'.")
    opened = open_model(workspace, project_id, model)
    if on == "folds":
        return cross_validate(workspace, project_id, opened, FoldSpec(folds, repeats, seed), progress)
    if on == "curve":
        return {"curve": learning_curve(workspace, project_id, opened, progress=progress)}
    if on == "gold":
        from classifiers.steps.use_gold import use_gold

        return use_gold(workspace, project_id, opened, user, progress)
    found: dict[str, Any] = opened.card["test"]
    return found


def evaluations(workspace: Workspace, project_id: int, model: str) -> dict[str, Any]:
    """Return what was measured by now: test, val, gold (None before its use), folds (a list), curve (its rows)."""
    opened = open_model(workspace, project_id, model)
    return {
        "test": opened.card["test"],
        "val": opened.card["val"],
        "gold": gold_use(workspace.database, project_id, opened.model.label_set, opened.model.key),
        "folds": results(opened),
        "curve": kept_curve(opened),
    }


def judged_table(workspace: Workspace, project_id: int, model: str, on: str) -> pd.DataFrame:
    """Return one row an image: id, truth, predicted, confidence, right; the surest mistakes first, then the rest.

    A one-class model predicts its own class or 'unknown', and is right where it tells its own from all others.

    Raises DamagedModelError where the model was not judged on that, InvalidSpecError for another name.
    """
    if on not in JUDGED:
        raise InvalidSpecError(f"Images were judged on {', '.join(JUDGED)}; got '{on}'.")
    opened = open_model(workspace, project_id, model)
    judged = Judged.load(opened.folder / f"{on}.npz")
    truth = np.array(opened.classes, dtype=object)[judged.y]
    said = np.array(opened.named, dtype=object)[judged.label]
    confidence = judged.probabilities.max(axis=1)
    right = said == truth
    if opened.card["one_class"]:
        known = confidence >= opened.operating.threshold
        said, right = np.where(known, said, UNKNOWN), known == right
    table = pd.DataFrame(
        {"id": judged.image_ids, "truth": truth, "predicted": said, "confidence": confidence, "right": right}
    )
    return table.sort_values(["right", "confidence", "id"], ascending=[True, False, True], ignore_index=True)
