"""Label images: promote a group or a list into a class, relabel, unlabel; and the classes themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from grouping.edits import Assign, Clear, DefineClass, Edit, RemoveClass, State
from grouping.errors import GrouplineError
from grouping.history import Event, History
from grouping.labels import NO_KEY, LabelSet
from grouping.steps.decide import decide, history
from grouping.steps.edit_groups import Target, counted, images_of
from grouping.store.decisions import partition_source
from grouping.store.images import image_table
from grouping.store.workspace import Workspace

DEFAULT_SET = "labels"


@dataclass(frozen=True, slots=True)
class Promoted:
    """What a promotion did."""

    number: int
    """Of the event."""
    label_set: str
    class_name: str
    labeled: int
    """Images that now carry the class by this event."""
    kept: int
    """Images of the group that keep another class, because a person gave it to them one by one."""


def promote(
    workspace: Workspace,
    project_id: int,
    target: Target,
    class_name: str,
    label_set: str,
    user: str,
    *,
    base: int | None = None,
    overwrite: bool = False,
    origin: Mapping[str, Any] | None = None,
    confidences: Mapping[int, float] | None = None,
) -> Promoted:
    """Give a group or a list of images a class; the set and the class are made where they are not there yet.

    Promoting a group leaves alone the images that a person labeled otherwise by hand (`overwrite` takes them too); a
    list is taken as meant, image by image. Raises GrouplineError when nothing is left to label, ConflictError when
    the group or the labels changed after event `base`.
    """
    kept: tuple[int, ...] = ()
    labeled: tuple[int, ...] = ()

    def make(past: History) -> tuple[list[Edit], str]:
        nonlocal kept, labeled
        state = past.state
        ids, path = images_of(state, target)
        before = state.label_sets.get(label_set, LabelSet(label_set))
        kept = _by_hand(past, before, ids, class_name) if path is not None and not overwrite else ()
        labeled = tuple(i for i in ids if i not in set(kept))
        if not labeled:
            raise GrouplineError(_nothing_left(path, len(kept)))
        where = _origin(workspace, project_id, state, path) if origin is None else dict(origin)
        sure = tuple(confidences[i] for i in labeled) if confidences else ()
        assign = Assign(label_set, class_name.strip(), labeled, where, sure)
        return [*_make_class(before, class_name), assign], _sentence(path, labeled, kept, class_name, label_set)

    event = decide(workspace, project_id, user, make, base)
    return Promoted(event.number, label_set, class_name.strip(), len(labeled), len(kept))


def _by_hand(past: History, labels: LabelSet, ids: tuple[int, ...], class_name: str) -> tuple[int, ...]:
    other = [(i, labels.labels[i]) for i in ids if i in labels.labels and labels.labels[i].class_name != class_name]
    origins = origins_of(past, labels.name, {label.event for _, label in other})
    return tuple(i for i, label in other if origins[label.event].get(i, {"kind": "hand"})["kind"] == "hand")


def _nothing_left(path: str | None, kept: int) -> str:
    if kept:
        return (
            f"All {kept} images of group '{path}' were labeled otherwise by hand; overwrite to label them all the same."
        )
    return "There are no images to label."


def _make_class(before: LabelSet, class_name: str) -> list[Edit]:
    if any(one.name == class_name.strip() for one in before.classes):
        return []
    made = before.new_class(class_name)
    return [DefineClass(before.name, made.name, made.color, made.key, made.description)]


def _origin(workspace: Workspace, project_id: int, state: State, path: str | None) -> dict[str, Any]:
    if path is None:
        return {"kind": "hand"}
    key = state.tree.group(path).partition
    return {
        "kind": "group",
        "group": path,
        "partition": key,
        **(partition_source(workspace.database, project_id, key) if key else {}),
    }


def _sentence(path: str | None, labeled: tuple[int, ...], kept: tuple[int, ...], name: str, label_set: str) -> str:
    what = f"group '{path}' ({counted(len(labeled))})" if path is not None else counted(len(labeled))
    rest = f", leaving {counted(len(kept))} labeled otherwise by hand" if kept else ""
    return f"{'promoted' if path is not None else 'labeled'} {what} as '{name.strip()}' in '{label_set}'{rest}"


def unlabel(
    workspace: Workspace, project_id: int, target: Target, label_set: str, user: str, base: int | None = None
) -> Event:
    """Take the label off images; raises GrouplineError when none of them has one."""

    def make(past: History) -> tuple[list[Edit], str]:
        labels = past.state.label_set(label_set).labels
        ids = tuple(i for i in images_of(past.state, target)[0] if i in labels)
        return [Clear(label_set, ids)], f"took the label off {counted(len(ids))} in '{label_set}'"

    return decide(workspace, project_id, user, make, base)


def define_class(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    class_name: str,
    user: str,
    *,
    color: str | None = None,
    key: int | None = None,
    description: str | None = None,
    was: str | None = None,
    base: int | None = None,
) -> Event:
    """Add a class to a label set (made where it is not there yet), or change the one called `was`.

    What is None stays as it is, or is given; `key` NO_KEY (0) leaves the class without one.
    """

    def make(past: History) -> tuple[list[Edit], str]:
        labels = past.state.label_sets.get(label_set, LabelSet(label_set))
        given = labels.find(was) if was is not None else labels.new_class(class_name)
        edit = DefineClass(
            label_set,
            class_name.strip(),
            color or given.color,
            given.key if key is None else key if key != NO_KEY else None,
            given.description if description is None else description,
            was,
        )
        verb = f"changed class '{was}' to" if was is not None else "added class"
        return [edit], f"{verb} '{class_name.strip()}' in '{label_set}'"

    return decide(workspace, project_id, user, make, base)


def remove_class(
    workspace: Workspace, project_id: int, label_set: str, class_name: str, user: str, base: int | None = None
) -> Event:
    """Remove a class; its images are unlabeled again."""

    def make(past: History) -> tuple[list[Edit], str]:
        held = len(past.state.label_set(label_set).members(class_name))
        sentence = f"removed class '{class_name}' ({counted(held)}) from '{label_set}'"
        return [RemoveClass(label_set, class_name)], sentence

    return decide(workspace, project_id, user, make, base)


def label_table(workspace: Workspace, project_id: int, label_set: str) -> pd.DataFrame:
    """Return one row a labeled image, by id: id, path, sha256, class, user, at, event, confidence, origin."""
    past = history(workspace, project_id)
    labels = past.state.label_set(label_set).labels
    table = image_table(workspace.database, project_id)
    table = table[table["id"].isin(set(labels))]
    given = [labels[int(i)] for i in table["id"]]
    events = [past.event(label.event) for label in given]
    origins = origins_of(past, label_set, {label.event for label in given})
    return pd.DataFrame(
        {
            "id": table["id"].to_numpy(),
            "path": table["uri"].to_numpy(),
            "sha256": table["sha256"].to_numpy(),
            "class": [label.class_name for label in given],
            "user": [event.user for event in events],
            "at": [event.at.isoformat() for event in events],
            "event": [label.event for label in given],
            "confidence": [label.confidence for label in given],
            "origin": [
                origins[label.event].get(int(i), {"kind": "hand"}) for i, label in zip(table["id"], given, strict=True)
            ],
        }
    )


def origins_of(past: History, label_set: str, numbers: set[int]) -> dict[int, dict[int, dict[str, Any]]]:
    """Return event number -> image id -> from where that event gave the label; each event is read once."""
    return {
        number: {
            i: {"kind": "hand", **edit.origin}
            for edit in past.event(number).edits
            if isinstance(edit, Assign) and edit.label_set == label_set
            for i in edit.image_ids
        }
        for number in numbers
    }


def assign_many(
    workspace: Workspace,
    project_id: int,
    classes: Mapping[str, Iterable[int]],
    label_set: str,
    user: str,
    origin: Mapping[str, Any],
    base: int | None = None,
) -> Event:
    """Label images of several classes in one step: class name -> image ids."""
    wanted = {name.strip(): tuple(sorted({int(i) for i in ids})) for name, ids in classes.items()}

    def make(past: History) -> tuple[list[Edit], str]:
        labels = past.state.label_sets.get(label_set, LabelSet(label_set))
        edits: list[Edit] = []
        for name, ids in wanted.items():
            for defined in _make_class(labels, name):
                edits.append(defined)
                labels = labels.define(labels.new_class(name))
            edits.append(Assign(label_set, name, ids, origin))
        total = sum(map(len, wanted.values()))
        return edits, f"labeled {counted(total)} with {len(wanted)} classes in '{label_set}' ({origin['kind']})"

    return decide(workspace, project_id, user, make, base)
