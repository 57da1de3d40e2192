"""Train: divide a version, check for leaks, fit, calibrate, measure, and keep the model with its card."""

import platform
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

import numpy as np

from classifiers import recipes
from classifiers.card import short, write_card
from classifiers.data.division import Division
from classifiers.data.labeled import LabeledData, refuse_unfit, warnings_of
from classifiers.data.subset import share_of
from classifiers.evaluation.figures import weak_classes
from classifiers.evaluation.one_class import missed
from classifiers.evaluation.speed import speed
from classifiers.named import Named, less_right, together
from classifiers.steps.divide_data import divide_data
from classifiers.steps.judge_model import judge, operating_of
from classifiers.steps.load_data import load_data
from classifiers.steps.open_model import is_whole
from classifiers.steps.train_spec import TrainSpec
from classifiers.steps.watch_training import REQUEST, note_request, request_of
from classifiers.store.models import Model, find_model, has_model, keep_model
from classifiers.thresholds import too_few_to_judge
from classifiers.types import TRAINING, Examples, Fitted
from grouping.files import atomic_write, key_of
from grouping.store.models import now
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

LIBRARIES = ("numpy", "scikit-learn", "scipy")
STAGES = 4


def train_model(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    version: int,
    spec: TrainSpec,
    user: str,
    *,
    encoder: str | None = None,
    preprocessing: str | None = None,
    progress: Progress = silent,
) -> Model:
    """Train a model on a frozen version; one that was trained before is returned, unless its files are damaged.

    Raises UntrainableError for data that cannot train it, LeakageError where parts are not apart.
    """
    name = recipes.recipe_of(spec.recipe)
    progress(0, STAGES, "reading the labeled images")
    data = load_data(
        workspace,
        project_id,
        label_set,
        version,
        looks_at=recipes.RECIPES[name].looks_at,
        encoder=encoder,
        preprocessing=preprocessing,
    )
    refuse_unfit(data, one_class=recipes.one_class(spec.recipe))
    division, report = divide_data(workspace, project_id, data, spec.split)
    start = recipes.start_files(spec.recipe)
    key = _key(project_id, data, division, spec, start)
    folder = workspace.model(key)
    if has_model(workspace.database, project_id, key) and is_whole(workspace, project_id, key):
        shutil.rmtree(folder / TRAINING, ignore_errors=True)  # where a kill came between record and tidying
        return find_model(workspace.database, project_id, key)
    note_request(folder, request_of(project_id, label_set, version, spec))
    card = _train(data, division, spec, folder, progress)
    card["start_files"] = start
    card |= {"key": key, "user": user, "at": now().isoformat(timespec="seconds"), "leakage": report.summary()}
    write_card(folder, card)
    kept = keep_model(workspace.database, project_id, _record(card, data))
    shutil.rmtree(folder / TRAINING, ignore_errors=True)  # only now: until then the training can go on from there
    progress(STAGES, STAGES, "done")
    return kept


def _key(project_id: int, data: LabeledData, division: Division, spec: TrainSpec, start: dict[str, str]) -> str:
    """Name a model by all that decides what it becomes, and what its card says."""
    seen = None if data.embeddings is None else data.embeddings.key
    copies = data.all_examples().together() if data.embeddings else []  # inner folds keep near-copies together
    learned = (data.label_set, data.content_hash, division.key, list(division.gold), list(data.unchecked), copies)
    definition = start or recipes.definition_of(spec.recipe)
    return key_of("model", recipes.recipe_of(spec.recipe), project_id, *learned, spec, definition, seen)


def _record(card: dict[str, Any], data: LabeledData) -> Model:
    """Return the row of a model by its card."""
    return Model(
        key=card["key"],
        recipe=card["recipe"],
        title=card["title"],
        spec=card["spec"],
        label_set=data.label_set,
        version=data.version,
        content_hash=data.content_hash,
        embeddings_key=None if data.embeddings is None else data.embeddings.key,
        checksum=card["checksum"],
        figures=short(card["test"]),
        user=card["user"],
        at=now(),
    )


def _train(data: LabeledData, division: Division, spec: TrainSpec, folder: Path, progress: Progress) -> dict[str, Any]:
    """Fit and measure; returns the card."""
    learned = share_of(data.examples(division.train), spec.share, spec.split.seed)
    val, test = data.examples(division.val), data.examples(division.test)
    progress(1, STAGES, f"training {recipes.title_of(spec.recipe)} on {len(learned):,} images")
    fitted, seconds = recipes.timed_fit(spec.recipe, learned, val, folder, progress)
    checksum = fitted.save(folder)
    beat = _stage(progress, 2, "calibrating on the val images")
    operating = operating_of(fitted, spec, learned, val, folder, beat)
    too_few = too_few_to_judge(operating) if recipes.one_class(spec.recipe) else ""
    beat = _stage(progress, 3, "measuring on the val and test images")
    parts = {"learned": learned.inputs.sha256s, "val": division.val, "test": division.test, "gold": division.gold}
    _keep_parts(folder, parts)
    (on_val, _), (on_test, unread) = (
        judge(fitted, operating, spec, part, folder, name, beat) for name, part in (("val", val), ("test", test))
    )
    return {
        "recipe": recipes.recipe_of(spec.recipe),
        "title": recipes.title_of(spec.recipe),
        "spec": recipes.plain(spec.recipe),
        "one_class": recipes.one_class(spec.recipe),
        "split": asdict(spec.split),
        "share": spec.share,
        "label_set": data.label_set,
        "version": data.version,
        "content_hash": data.content_hash,
        "classes": list(data.classes),
        "counts": {"train": learned.counts(), "val": val.counts(), "test": test.counts()},
        "gold": len(division.gold),
        "held_back": len(division.held_back),
        "rejoined": division.rejoined,
        "left_out": len(data.left_out),
        "embeddings": None if data.embeddings is None else asdict(data.embeddings),
        "checksum": checksum,
        "size_bytes": sum(path.stat().st_size for path in folder.iterdir() if path.name in files_of(fitted, folder)),
        "details": dict(fitted.details),
        "seeds": {"split": spec.split.seed, "recipe": recipes.plain(spec.recipe).get("seed")},
        "seconds": seconds,
        "operating": _without_nan(asdict(operating)),
        "speed": asdict(speed(fitted, learned.inputs)),
        "val": on_val,
        "test": on_test,
        "weak_classes": [*_weak(on_test), *_less_right(operating.wished, on_val, on_test)],
        "notes": [*_notes(data, division, learned, fitted), *(note for note in (unread, too_few) if note)],
        "libraries": {"python": platform.python_version(), **{name: installed(name) for name in LIBRARIES}},
    }


def _stage(progress: Progress, number: int, words: str) -> Progress:
    """Return what a stage of the training reports to, so that it tells how far it is and can be cancelled."""
    progress(number, STAGES, words)
    return lambda done, total, message="": progress(number, STAGES, f"{words}: {done:,} of {total or 0:,}")


def _weak(on_test: dict[str, Any]) -> list[str]:
    return weak_classes(on_test) if "per_class" in on_test else missed(on_test)


def _less_right(wished: float, *parts: dict[str, Any]) -> list[str]:
    known = [one["known"]["classes"] for one in parts if "known" in one]
    return less_right(together([Named(**row) for row in rows] for rows in known), wished)


def files_of(fitted: Fitted, folder: Path) -> set[str]:
    """Return the names of the files that hold the model itself, not what was measured with it."""
    measured = {"card.json", "card.md", "parts.json", REQUEST}
    return {p.name for p in folder.iterdir() if p.is_file() and p.suffix != ".npz" and p.name not in measured}


def _keep_parts(folder: Path, parts: Mapping[str, tuple[str, ...]]) -> None:
    import json

    with atomic_write(folder / "parts.json") as file:
        file.write(json.dumps({name: list(shas) for name, shas in parts.items()}).encode())


def _notes(data: LabeledData, division: Division, learned: Examples, fitted: Fitted) -> list[str]:
    notes = warnings_of(data, learned.inputs.sha256s)
    if not division.test:
        notes.append("There are no test images: label more, or give test a larger share.")
    if not division.val:
        notes.append("There are no val images: confidences are not calibrated, and the threshold is 0.5.")
    if division.rejoined:
        notes.append(
            f"{division.rejoined:,} images joined train: else near-copies would lie in two parts, or their class would "
            "have none to learn from."
        )
    if fitted.details.get("converged") is False:
        notes.append("A fit of the hyper-parameter search reached its last iteration before it settled.")
    return notes


def _without_nan(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(value, float) and np.isnan(value) else value for key, value in values.items()}
