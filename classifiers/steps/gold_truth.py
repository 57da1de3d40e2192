"""The truth of gold images in the words of a version: a class that was renamed is the same class."""

from collections.abc import Iterator
from datetime import datetime

from classifiers.store.gold import gold_images, gold_sets
from grouping.edits import DefineClass
from grouping.steps.decide import history
from grouping.store.versions import version_content
from grouping.store.workspace import Workspace


def gold_truth(workspace: Workspace, project_id: int, label_set: str, version: int) -> dict[str, str]:
    """Return SHA-256 -> class of the locked images, named as a version of the set names its classes; {} without gold.

    The class is the one an image had when it was locked; renames between that and the freezing of the version are
    followed, in whichever order the two were.
    """
    truth = gold_images(workspace.database, project_id, label_set)
    if not truth:
        return {}
    locked = gold_sets(workspace.database, project_id)[label_set]["at"]
    frozen = version_content(workspace.database, project_id, label_set, version)[0].at
    names = {name: name for name in truth.values()}
    renames = list(_renames(workspace, project_id, label_set, *sorted((locked, frozen))))
    if frozen < locked:
        renames = [(new, old) for old, new in reversed(renames)]
    for old, new in renames:
        names = {name: new if now == old else now for name, now in names.items()}
    return {sha: names[name] for sha, name in truth.items()}


def _renames(
    workspace: Workspace, project_id: int, label_set: str, since: datetime, until: datetime
) -> Iterator[tuple[str, str]]:
    """Give (old, new) of the renames in effect that were made between two moments, oldest first."""
    for event, _, in_effect in history(workspace, project_id).entries():
        if not in_effect or not since < event.at <= until:
            continue
        for edit in event.edits:
            if (
                isinstance(edit, DefineClass)
                and edit.label_set == label_set
                and edit.was not in (None, edit.class_name)
            ):
                yield str(edit.was), edit.class_name
