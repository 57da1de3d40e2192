"""Judge: a fitted model's temperature and threshold, and its figures on images whose class is known."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from classifiers import recipes
from classifiers.answering import answer, answer_all, told
from classifiers.data.folds import folds
from classifiers.evaluation.figures import figures
from classifiers.evaluation.one_class import one_class_figures
from classifiers.heads.normal import normal_class
from classifiers.named import named
from classifiers.predictions import Judged
from classifiers.steps.train_spec import TrainSpec
from classifiers.thresholds import Operating, operate, operate_one_class
from classifiers.types import Examples, Fitted
from grouping.types import Floats, Progress, silent

UNSEEN_FOLDS = 5


def operating_of(
    fitted: Fitted, spec: TrainSpec, learned: Examples, val: Examples, folder: Path, progress: Progress = silent
) -> Operating:
    """Choose temperature and threshold on the val images, of a one-class model also on held-out training images."""
    if recipes.one_class(spec.recipe):
        return operate_one_class(_unseen(fitted, spec, learned, val, folder), spec.wished)
    logits = answer_all(fitted, val.inputs, progress) if len(val) else np.zeros((0, len(val.classes)))
    return operate(logits, val.y, spec.wished, learned.present)


def _unseen(fitted: Fitted, spec: TrainSpec, learned: Examples, val: Examples, folder: Path) -> Floats:
    """Return logits of a one-class model for images of its class that it has not seen: val, and held-out folds."""
    normal = normal_class(spec.recipe, learned.classes)
    own, new = (part.rows(np.flatnonzero(part.y == normal)) for part in (learned, val))
    shas = own.inputs.sha256s
    linked: dict[int, list[str]] = {}
    for sha, group in zip(shas, own.groups, strict=True):
        linked.setdefault(int(group), []).append(sha)
    fold_of = folds(shas, [""] * len(own), linked.values(), UNSEEN_FOLDS, spec.split.seed)
    found = [fitted.logits(new.inputs)[:, 0]] if len(new) else []
    for fold in range(UNSEEN_FOLDS):
        held, rest = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        if len(held) and len(rest) > 1:
            part = recipes.fit(spec.recipe, own.rows(rest), own.rows(held), folder / f"unseen{fold}")
            found.append(part.logits(own.inputs.rows(held))[:, 0])
    return np.concatenate(found) if found else np.zeros(0)


def judge(
    fitted: Fitted,
    operating: Operating,
    spec: TrainSpec,
    part: Examples,
    folder: Path,
    name: str,
    progress: Progress = silent,
) -> tuple[dict[str, Any], str]:
    """Return a model's figures on a part of the data, {} of no image, and keep what it said as `name`.npz.

    Images whose file cannot be read are not judged; the second value says so, and is '' where there are none.
    """
    logits, lost = answer(fitted, part.inputs, progress) if len(part) else (np.zeros((0, 1)), {})
    there = np.setdiff1d(np.arange(len(part)), list(lost))
    unread = f"Of '{name}', {told(part.inputs, lost)}. They were not judged." if lost else ""
    if not len(there):
        return {}, unread
    read = part.rows(there)
    predicted = operating.predict(logits[there])
    judged = Judged(read.inputs.image_ids, read.inputs.sha256s, read.y, predicted.probabilities)
    judged.save(folder / f"{name}.npz")
    return judged_figures(judged, operating, part.classes, recipes.one_class(spec.recipe) and spec.recipe), unread


def judged_figures(judged: Judged, operating: Operating, classes: tuple[str, ...], one_class: Any) -> dict[str, Any]:
    """Return the figures of judged images, with what the operating threshold gives on them.

    `one_class` is the spec of a one-class model, or false.
    """
    confidence = judged.probabilities.max(axis=1)
    if one_class:
        normal = (judged.y == normal_class(one_class, classes)).astype(np.int64)
        return one_class_figures(normal, confidence, operating.threshold)
    known = confidence >= operating.threshold
    right = judged.label == judged.y
    return {
        **figures(judged.y, judged.probabilities, classes),
        "known": {
            "threshold": operating.threshold,
            "coverage": float(known.mean()),
            "precision": float(right[known].mean()) if known.any() else None,
            "classes": [asdict(one) for one in named(judged.label, judged.y, known, classes)],
        },
    }
