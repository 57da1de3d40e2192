"""Watch: the epochs of a network that is being trained, read from what the training keeps; needs no torch."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from classifiers import recipes
from classifiers.card import JSON_FILE
from classifiers.steps.train_spec import TrainSpec
from classifiers.types import TRAINING
from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace

REQUEST = "request.json"
"""Beside a model: what was asked for, so that a page finds the training of a job before the model has a card."""

Epochs = list[dict[str, Any]]


def request_of(project_id: int, label_set: str, version: int, spec: TrainSpec) -> str:
    """Return the key of what a training was asked for; a job's arguments give the same."""
    return key_of("request", project_id, label_set, version, recipes.recipe_of(spec.recipe), spec)


def note_request(folder: Path, request: str) -> None:
    """Write down what the model in a folder was asked for as."""
    with atomic_write(folder / REQUEST) as file:
        file.write(json.dumps({"request": request}).encode())


def epochs_of(workspace: Workspace, request: str) -> dict[str, Epochs]:
    """Return network -> its finished epochs while it is trained; {} where nothing was begun, or all is finished.

    A row has epoch, loss, val_loss, macro_f1, learning_rate and seconds.
    """
    for note in sorted((workspace.home / "models").glob(f"*/{REQUEST}"), key=_age, reverse=True):
        folder = note.parent
        if not (folder / JSON_FILE).exists() and _read(note).get("request") == request:
            return _histories(folder / TRAINING)
    return {}


def _histories(training: Path) -> dict[str, Epochs]:
    """Read the history of the one network, or those of an ensemble's networks."""
    own = training / "history.json"
    if own.exists():
        return {"": _read(own) or []}
    found: dict[str, Epochs] = {}
    for folder in sorted(training.glob("network*")):
        finished, running = folder / "details.json", folder / TRAINING / "history.json"
        epochs = _read(finished).get("history", []) if finished.exists() else _read(running) or []
        if epochs:
            found[f"network {int(folder.name.removeprefix('network')) + 1}"] = epochs
    return found


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0  # gone since it was listed


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}  # the training is just clearing up; the next look finds the card


def epochs_in(card: Mapping[str, Any]) -> dict[str, Epochs]:
    """Return network -> its epochs from a finished model's card; {} for a head."""
    details = card["details"]
    if "history" in details:
        return {"": list(details["history"])}
    return {f"network {number + 1}": list(one["history"]) for number, one in enumerate(details.get("members", ()))}
