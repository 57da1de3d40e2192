"""Cross-validate: repeated stratified folds of what a model may see; each finished fold is kept."""

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classifiers import recipes
from classifiers.answering import answer_all
from classifiers.data.division import divide
from classifiers.data.folds import FoldSpec, folds
from classifiers.data.subset import share_of
from classifiers.errors import InvalidSpecError, UntrainableError
from classifiers.evaluation.calibration import fit_temperature, probabilities
from classifiers.evaluation.confusion import accuracy, confusion_matrix, macro_f1
from classifiers.evaluation.figures import figures
from classifiers.evaluation.significance import corrected_interval
from classifiers.predictions import Judged
from classifiers.steps.load_data import load_data
from classifiers.steps.open_model import OpenModel
from classifiers.store.gold import gold_images
from classifiers.types import Examples
from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints, Progress, silent

RESULT = "result.json"


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: logits of the images it held out, by row of the examples."""

    rows: Ints
    logits: Floats
    seconds: float
    n_train: int


def cross_validate(
    workspace: Workspace, project_id: int, opened: OpenModel, spec: FoldSpec, progress: Progress = silent
) -> dict[str, Any]:
    """Train the model's recipe on folds of its data, gold images apart, and return the figures; kept in its folder.

    `folds` has one row a fold; `accuracy` and `macro_f1` are means over all folds, with standard deviation and the
    95 % interval that allows for shared training images; `pooled` are the figures of the first repeat, in which
    each image is judged once. The temperature of a fold is fitted on the held-out images of the other folds.

    Raises InvalidSpecError for two folds of a recipe that needs three, UntrainableError for one-class models.
    """
    _check_folds(opened, spec)
    examples, duplicates = development(workspace, project_id, opened)
    if spec.folds > len(examples):
        raise InvalidSpecError(f"{len(examples):,} images cannot be divided into {spec.folds:,} folds; take fewer.")
    plan = key_of("folds", spec, list(examples.inputs.sha256s), examples.together(), *_share_if_not_all(opened))
    folder = opened.folder / "folds" / plan
    if (folder / RESULT).exists():
        return read_result(folder)
    names = [examples.classes[place] for place in examples.y]
    rows: list[dict[str, Any]] = []
    pooled: Judged | None = None
    for repeat in range(spec.repeats):
        fold_of = folds(examples.inputs.sha256s, names, duplicates, spec.folds, spec.seed + repeat)
        done = []
        for one in range(spec.folds):
            beat = _beat(progress, repeat * spec.folds + one, spec)
            beat(0, None)
            done.append(_fold(opened, examples, fold_of, one, folder / f"r{repeat}f{one}.npz", beat))
        learned = [_learned(opened, examples, fold_of, one)[0] for one in range(spec.folds)]
        found = _calibrated(done, learned, examples)
        rows += _rows(repeat, done, learned, examples, found)
        if repeat == 0:
            inputs = examples.inputs
            pooled = Judged(inputs.image_ids, inputs.sha256s, examples.y, found)
    assert pooled is not None
    pooled.save(folder / "pooled.npz")
    result = {
        "spec": asdict(spec),
        "plan": plan,
        "share": opened.card["share"],
        **_means(rows),
        "folds": rows,
        "notes": absences(rows),
    }
    result["pooled"] = figures(pooled.y, pooled.probabilities, examples.classes)
    with atomic_write(folder / RESULT) as file:
        file.write(json.dumps(result).encode())
    return result


def _share_if_not_all(opened: OpenModel) -> list[float]:
    share = float(opened.card["share"])
    return [] if share == 1 else [share]


def _check_folds(opened: OpenModel, spec: FoldSpec) -> None:
    if spec.folds < 3 and recipes.RECIPES[opened.model.recipe].stops_early:
        raise InvalidSpecError(
            f"{opened.model.title} needs three folds or more (one to be judged, one to stop training by, the rest to "
            f"learn from); got {spec.folds}."
        )


def _beat(progress: Progress, place: int, spec: FoldSpec) -> Progress:
    """Return what a fold's training reports to: it counts folds, and lets the whole be cancelled inside one."""

    def beat(done: int, total: int | None, message: str = "") -> None:
        progress(place, spec.folds * spec.repeats, f"repeat {place // spec.folds + 1}, fold {place % spec.folds + 1}")

    return beat


def development(
    workspace: Workspace, project_id: int, opened: OpenModel
) -> tuple[Examples, tuple[tuple[str, ...], ...]]:
    """Return all that a model of this version may see by now, without gold images locked since, and near-duplicates.

    Raises UntrainableError for one-class models, whose figures are those of the test images, and where a network's
    weights file is no longer the one that the model started from.
    """
    if opened.card["one_class"]:
        raise UntrainableError("A one-class model is measured on its test and gold images; it has no folds.")
    changed = [name for name, sha in recipes.start_files(opened.spec).items() if _started(opened).get(name, sha) != sha]
    if changed:
        raise UntrainableError(
            f"The weights file of {', '.join(changed)} is not the one that this model started from: figures would be "
            "another model's. Put the old file back, or train again."
        )
    data = load_data(
        workspace,
        project_id,
        opened.model.label_set,
        opened.model.version,
        looks_at=recipes.RECIPES[opened.model.recipe].looks_at,
        seen=opened.embeddings,
    )
    gold = gold_images(workspace.database, project_id, data.label_set)
    division = divide(data.inputs.sha256s, data.class_names, data.duplicates, gold, opened.split)
    if not division.development:
        raise UntrainableError(
            f"No image of '{data.label_set}' is left to learn from: {len(division.gold):,} are gold and "
            f"{len(division.held_back):,} near-copies of gold. Label more images."
        )
    return data.examples(division.development), data.duplicates


def _started(opened: OpenModel) -> dict[str, str]:
    started: dict[str, str] = opened.card.get("start_files", {})  # cards of old do not say
    return started


def read_result(folder: Path) -> dict[str, Any]:
    """Return what a finished cross-validation found."""
    found: dict[str, Any] = json.loads((folder / RESULT).read_text())
    return found


def results(opened: OpenModel) -> list[dict[str, Any]]:
    """Return the finished cross-validations of a model, those with most folds first, the newest of them first.

    Those in which a model of a share had learned from all images, as they once did, are left out.
    """
    newest = sorted((opened.folder / "folds").glob(f"*/{RESULT}"), key=lambda path: -path.stat().st_mtime_ns)
    own = (read_result(path.parent) for path in newest)
    fitting = [one for one in own if one.get("share", 1) == opened.card["share"]]
    return sorted(fitting, key=lambda one: -len(one["folds"]))


def _fold(opened: OpenModel, examples: Examples, fold_of: Ints, one: int, path: Path, progress: Progress) -> Fold:
    if path.exists():
        with np.load(path, allow_pickle=False) as kept:
            return Fold(kept["rows"], kept["logits"], float(kept["seconds"]), int(kept["n_train"]))
    held = np.flatnonzero(fold_of == one)
    learned, val = _learned(opened, examples, fold_of, one)
    fitted, seconds = recipes.timed_fit(opened.spec, learned, val, path.with_suffix(""), progress)
    logits = (
        answer_all(fitted, examples.inputs.rows(held), progress) if len(held) else np.zeros((0, len(examples.classes)))
    )
    fold = Fold(held, logits, seconds, len(learned))
    with atomic_write(path) as file:
        np.savez(file, rows=fold.rows, logits=fold.logits, seconds=seconds, n_train=fold.n_train)
    shutil.rmtree(path.with_suffix(""), ignore_errors=True)  # what a killed fold would have gone on from
    return fold


def _learned(opened: OpenModel, examples: Examples, fold_of: Ints, one: int) -> tuple[Examples, Examples]:
    """Return what a fold learns from and what it may stop by: the fold after it, where the recipe looks at one.

    A model that learned from a share of its training images learns from that share of a fold's.
    """
    n_folds = int(fold_of.max()) + 1
    after = (one + 1) % n_folds if recipes.RECIPES[opened.model.recipe].stops_early else one
    rest = examples.rows(np.flatnonzero((fold_of != one) & (fold_of != after)))
    stop = examples.rows(np.flatnonzero((fold_of == after) & (fold_of != one)))
    return share_of(rest, float(opened.card["share"]), opened.split.seed), stop


def _calibrated(done: list[Fold], learned: list[Examples], examples: Examples) -> Floats:
    """Return (n_images, n_classes): each fold's probabilities, by the temperature that fits the other folds."""
    known = [np.tile(seen.present, (len(fold.rows), 1)) for fold, seen in zip(done, learned, strict=True)]
    found = np.zeros((len(examples), len(examples.classes)))
    for place, one in enumerate(done):
        others = [number for number in range(len(done)) if number != place]
        logits, rows, there = (
            np.concatenate([part[number] for number in others])
            for part in ([fold.logits for fold in done], [fold.rows for fold in done], known)
        )
        found[one.rows] = probabilities(one.logits, fit_temperature(logits, examples.y[rows], there))
    return found


def _rows(
    repeat: int, done: list[Fold], learned: list[Examples], examples: Examples, found: Floats
) -> list[dict[str, Any]]:
    rows = []
    for place, (fold, seen) in enumerate(zip(done, learned, strict=True)):
        truth = examples.y[fold.rows]
        matrix = confusion_matrix(truth, found[fold.rows].argmax(axis=1), len(examples.classes))
        absent = [name for name, count in seen.counts().items() if count == 0]
        rows.append(
            {
                "repeat": repeat,
                "fold": place,
                "n_train": fold.n_train,
                "n_test": len(fold.rows),
                "accuracy": float(accuracy(matrix)),
                "macro_f1": float(macro_f1(matrix)),
                "seconds": fold.seconds,
                "classes_absent_from_training": absent,
            }
        )
    return rows


def absences(rows: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for each class that was in the training images of some fold not at all."""
    names = sorted({name for row in rows for name in row["classes_absent_from_training"]})
    told = []
    for name in names:
        count = sum(name in row["classes_absent_from_training"] for row in rows)
        told.append(
            f"Class '{name}' was absent from training in {count} of {len(rows)} folds, where no image of it could be "
            "recognized: it has too few images, or near-copies alone. Label more of it."
        )
    return told


def _means(rows: list[dict[str, Any]]) -> dict[str, Any]:
    judged = [row for row in rows if row["n_test"]]
    n_train, n_test = (int(np.median([row[name] for row in judged])) for name in ("n_train", "n_test"))
    found: dict[str, Any] = {"seconds": float(np.sum([row["seconds"] for row in rows]))}
    for name in ("accuracy", "macro_f1"):
        values = np.array([row[name] for row in judged])
        found[name] = float(values.mean())
        found[f"{name}_sd"] = float(values.std(ddof=1)) if len(values) > 1 else 0.0
        found[f"{name}_interval"] = np.clip(corrected_interval(values, n_train, n_test), 0, 1).tolist()
    return found
