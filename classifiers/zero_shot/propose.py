"""Put what was recognised into the review list that all classifiers share: proposals that people accept or correct."""

from dataclasses import asdict

import numpy as np

from classifiers.proposed import PART, Proposed
from classifiers.store.proposals import ProposalRun, keep_run
from classifiers.zero_shot.recognise import Recognition
from grouping.edits import DefineClass, Edit
from grouping.errors import GrouplineError
from grouping.history import History
from grouping.labels import LabelSet
from grouping.steps.decide import current_state, decide
from grouping.store.workspace import Workspace


def propose(workspace: Workspace, project_id: int, found: Recognition, label_set: str, user: str) -> ProposalRun:
    """Propose the classes of images that have no label in a set; 'known' are those that were accepted.

    The set and its classes are made where they are not there yet, as one step of the history. Raises GrouplineError
    where every image has a label.
    """
    _define(workspace, project_id, found.answers.names, label_set, user)
    labels = current_state(workspace, project_id).label_set(label_set).labels
    rows = np.array([row for row, i in enumerate(found.image_ids.tolist()) if i not in labels], np.int64)
    if not len(rows):
        raise GrouplineError(f"Every recognised image has a label in '{label_set}': there is nothing to propose.")
    key = f"{found.key[:24]}{len(rows):08x}"
    folder = workspace.proposals(key)
    for part, first in enumerate(range(0, len(rows), PART)):
        _proposed(found, rows[first : first + PART]).save(folder / f"part-{part:05d}.npz")
    spec = {
        "model": found.key,
        "title": f"zero-shot with {found.encoder}",
        "classes": list(found.answers.names),
        "threshold": found.point.theta,
        "point": asdict(found.point),
        "strong": None,
        "strong_below": None,
        "n_images": len(rows),
    }
    return keep_run(workspace.database, project_id, key, label_set, spec, _summary(found, rows), user)


def _proposed(found: Recognition, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Proposed:
    answers = found.answers
    second = np.where(answers.second[rows] < 0, answers.best[rows], answers.second[rows])
    return Proposed(
        image_ids=found.image_ids[rows],
        label=answers.best[rows].astype(np.int64),
        second=second.astype(np.int64),
        confidence=answers.probability[rows],
        margin=np.nan_to_num(answers.margin[rows], nan=0.0),
        known=np.asarray(found.ends[rows] == 0),
        strong=np.zeros(len(rows), np.bool_),
    )


def _summary(found: Recognition, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[str, object]:
    known = found.ends[rows] == 0
    counts = np.bincount(found.answers.best[rows][known], minlength=len(found.answers.names))
    return {
        "n": len(rows),
        "known": int(known.sum()),
        "unknown": int((~known).sum()),
        "classes": {name: int(count) for name, count in zip(found.answers.names, counts, strict=True)},
        "strong": 0,
        "left_out": {},
    }


def _define(workspace: Workspace, project_id: int, names: tuple[str, ...], label_set: str, user: str) -> None:
    there = current_state(workspace, project_id).label_sets.get(label_set, LabelSet(label_set))
    if not set(names) - {one.name for one in there.classes}:
        return

    def make(past: History) -> tuple[list[Edit], str]:
        grown = past.state.label_sets.get(label_set, LabelSet(label_set))
        edits: list[Edit] = []
        for name in names:
            if name not in {one.name for one in grown.classes}:
                new = grown.new_class(name)
                grown = grown.define(new)
                edits.append(DefineClass(label_set, new.name, new.color, new.key))
        return edits, f"made {len(edits)} classes of prompts in '{label_set}'"

    decide(workspace, project_id, user, make)
