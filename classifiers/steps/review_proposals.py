"""Review: proposals beside what people decided about them; accepted and corrected as ordinary label events."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from classifiers.errors import InvalidSpecError
from classifiers.proposed import read_all
from classifiers.steps.renames import renamed
from classifiers.store.models import find_model, has_model
from classifiers.store.proposals import ProposalRun, find_run
from classifiers.types import UNKNOWN
from grouping.edits import Assign, Clear, Edit
from grouping.errors import UnknownNameError
from grouping.history import Event, History
from grouping.steps.decide import current_state, decide, history
from grouping.store.images import first_places
from grouping.store.pictures import picture_columns
from grouping.store.versions import frozen_after
from grouping.store.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an acceptance did: one step of the history, which undo takes back whole."""

    number: int
    """Of the event."""
    label_set: str
    classes: dict[str, int]
    """Class -> images that carry it now by this event."""
    skipped: int
    """Images that were asked for, but have a label by now or are discarded, or whose class was removed."""


def proposal_table(workspace: Workspace, project_id: int, run: ProposalRun) -> pd.DataFrame:
    """Return what `decided_table` does, with the `path` of each image."""
    table = decided_table(workspace, project_id, run)
    places = first_places(workspace.database, project_id)
    table.insert(1, "path", [places.get(int(i)) for i in table["id"]])
    return table


def decided_table(workspace: Workspace, project_id: int, run: ProposalRun) -> pd.DataFrame:
    """Return one row a proposal of an image that is not discarded, the most doubtful first.

    Columns: id, name, class, second (the next likely), confidence, margin, known (at or above the threshold),
    predicted ('unknown' below it), strong (whether a route's strong model decided), label (the image's class in the
    set by now, None without), state ('open'; 'accepted' where the label is the proposed class, 'corrected' where it is
    another; 'rejected' where there is none because somebody refused the proposal). Classes that were renamed since the
    model's data was frozen go by their new names.
    """
    found = read_all(workspace.proposals(run.key), int(run.spec["n_images"]))
    classes = np.array(classes_now(workspace, project_id, run), dtype=object)
    state = current_state(workspace, project_id)
    labels, gone = state.label_set(run.label_set).labels, state.tree.discarded
    refused = _refused(workspace, project_id, run)
    ids = found.image_ids.tolist()
    given = [labels[i].class_name if i in labels else None for i in ids]
    own = classes[found.label]
    pictures = picture_columns(workspace.database, project_id)
    names = dict(zip(pictures.ids.tolist(), pictures.names, strict=True))
    table = pd.DataFrame(
        {
            "id": found.image_ids,
            "name": [names.get(i) for i in ids],
            "class": own,
            "second": classes[found.second],
            "confidence": found.confidence.astype(np.float64),
            "margin": found.margin.astype(np.float64),
            "known": found.known,
            "predicted": np.where(found.known, own, UNKNOWN),
            "strong": found.strong,
            "label": pd.Series(given, dtype=object),
            "state": [_state(label, name, i in refused) for i, label, name in zip(ids, given, own, strict=True)],
        }
    )
    return table[~table["id"].isin(gone)].sort_values(["confidence", "id"], ignore_index=True)


def classes_now(workspace: Workspace, project_id: int, run: ProposalRun) -> list[str]:
    """Return the classes that a prediction proposes, in the order of its places, by their names of today.

    All are different; one that was removed keeps its name, marked where another class has that by now.
    """
    own = [str(name) for name in run.spec["classes"]]
    past = history(workspace, project_id)
    found = renamed(past, run.label_set, own, _named_after(workspace, project_id, run, past), past.number)
    taken = set(found.values())
    return [found[name] or (f"{name} (removed)" if name in taken else name) for name in own]


def _named_after(workspace: Workspace, project_id: int, run: ProposalRun, past: History) -> int:
    """Return after which event classes were called as a run calls them: its model's data was frozen, or it was made."""
    key = str(run.spec["model"])
    if not has_model(workspace.database, project_id, key):
        return past.number_at(run.at)  # of prompts or prototypes, which are no trained model
    model = find_model(workspace.database, project_id, key)
    return frozen_after(workspace.database, project_id, model.label_set, model.version)


def _refused(workspace: Workspace, project_id: int, run: ProposalRun) -> set[int]:
    """Return the images whose proposal somebody rejected, and has not brought back by an undo."""
    edits = (
        edit
        for event, _, in_effect in history(workspace, project_id).entries()
        if in_effect and event.kind == Clear.name
        for edit in event.edits
    )
    return {
        i for edit in edits if isinstance(edit, Clear) and edit.origin.get("rejects") == run.key for i in edit.image_ids
    }


def _state(label: str | None, proposed: str, refused: bool) -> str:
    if label is None:
        return "rejected" if refused else "open"
    return "accepted" if label == proposed else "corrected"


def to_accept(
    table: pd.DataFrame,
    class_name: str | None = None,
    above: float | None = None,
    images: Iterable[int] | None = None,
) -> pd.DataFrame:
    """Return the open proposals that an acceptance with these arguments is about, so that it can be counted first.

    Without `above` and `images` those at or above the operating threshold; `images` are taken whatever their
    confidence. A page shows the number before it acts.
    """
    chosen = table[table["state"] == "open"]
    if class_name is not None:
        chosen = chosen[chosen["class"] == class_name]
    if images is not None:
        chosen = chosen[chosen["id"].isin({int(i) for i in images})]
    if above is not None:
        return chosen[chosen["confidence"] >= above]
    return chosen if images is not None else chosen[chosen["known"]]


def accept(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    user: str,
    *,
    run_key: str | None = None,
    class_name: str | None = None,
    above: float | None = None,
    images: Iterable[int] | None = None,
    base: int | None = None,
) -> Accepted:
    """Label images as proposed, all in one step; see `to_accept` for which.

    Images that got a label meanwhile keep it, and those proposed to be of a class that was removed since stay as they
    are. Raises InvalidSpecError where nothing is left to accept, UnknownNameError for a class that is not proposed,
    ConflictError as every edit with `base`.
    """
    run = find_run(workspace.database, project_id, label_set, run_key)
    asked = None if images is None else [int(i) for i in images]
    table = decided_table(workspace, project_id, run)
    if class_name is not None and class_name not in set(table["class"]):
        there = ", ".join(sorted(set(table["class"])))
        raise UnknownNameError(f"No image is proposed to be of class '{class_name}'; proposed are: {there}.")
    chosen = to_accept(table, class_name, above, asked)
    if chosen.empty:
        raise InvalidSpecError("There is no open proposal that fits: nothing was labeled.")
    labeled: dict[str, int] = {}

    def make(past: History) -> tuple[list[Edit], str]:
        labels = past.state.label_set(label_set)
        labeled.clear()
        there = {one.name for one in labels.classes}
        edits: list[Edit] = []
        origin = {"kind": "classifier", "model": run.spec["model"], "proposals": run.key}
        for name, rows in chosen.groupby("class", sort=True):
            if name not in there:
                continue
            free = rows[[int(i) not in labels.labels for i in rows["id"]]].sort_values("id")
            if free.empty:
                continue
            ids, sure = (int(i) for i in free["id"]), (float(value) for value in free["confidence"])
            edits.append(Assign(label_set, str(name), tuple(ids), origin, tuple(sure)))
            labeled[str(name)] = len(free)
        if not edits:
            gone = sorted(set(chosen["class"]) - there)
            why = f"class '{gone[0]}' is no longer in '{label_set}'" if gone else "they have all been labeled meanwhile"
            raise InvalidSpecError(f"Nothing was changed for these images: {why}.")
        total = sum(labeled.values())
        what = f"{total:,} proposal{'s' if total != 1 else ''} of {run.spec['title']} {run.spec['model'][:8]}"
        return edits, f"accepted {what} ({', '.join(labeled)}) in '{label_set}'"

    event = decide(workspace, project_id, user, make, base)
    total = len(chosen) if asked is None else len(set(asked))
    return Accepted(event.number, label_set, dict(labeled), total - sum(labeled.values()))


def correct(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    user: str,
    images: Iterable[int],
    class_name: str,
    *,
    run_key: str | None = None,
    base: int | None = None,
) -> Event:
    """Give images the class that a person says, in place of the one proposed, as one step of the history.

    Raises UnknownNameError for a class that the set does not have, InvalidSpecError where one of the images is not
    among the proposals, GrouplineError for no image.
    """
    run = find_run(workspace.database, project_id, label_set, run_key)
    ids = _proposed(workspace, run, images, "corrected")

    def make(past: History) -> tuple[list[Edit], str]:
        past.state.label_set(label_set).find(class_name)
        what = f"{len(ids):,} proposal{'s' if len(ids) != 1 else ''}"
        origin = {"kind": "hand", "corrects": run.key}
        return [Assign(label_set, class_name, ids, origin)], f"corrected {what} to '{class_name}' in '{label_set}'"

    return decide(workspace, project_id, user, make, base)


def reject(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    user: str,
    images: Iterable[int],
    *,
    run_key: str | None = None,
    base: int | None = None,
) -> Event:
    """Refuse what is proposed of images, as one step of the history; a label that they got meanwhile is taken off.

    They are no longer open in this prediction; another one (of another model, threshold or set of images) proposes
    anew. Raises InvalidSpecError where one of them is not among the proposals, GrouplineError for no image.
    """
    run = find_run(workspace.database, project_id, label_set, run_key)
    ids = _proposed(workspace, run, images, "rejected")

    def make(past: History) -> tuple[list[Edit], str]:
        what = f"{len(ids):,} proposal{'s' if len(ids) != 1 else ''}"
        return [
            Clear(label_set, ids, {"kind": "hand", "rejects": run.key})
        ], f"rejected {what} of {run.spec['title']} in '{label_set}'"

    return decide(workspace, project_id, user, make, base)


def _proposed(workspace: Workspace, run: ProposalRun, images: Iterable[int], done: str) -> tuple[int, ...]:
    """Return the ids, ascending; raises InvalidSpecError where one of them is not among the proposals of a run."""
    ids = tuple(sorted({int(i) for i in images}))
    there = set(read_all(workspace.proposals(run.key), int(run.spec["n_images"])).image_ids.tolist())
    strange = [i for i in ids if i not in there]
    if strange:
        raise InvalidSpecError(f"Image {strange[0]} is not among these proposals: nothing was {done}.")
    return ids
