"""Selections of images that are too long for an address, each kept in a file named by its content."""

import re
from collections.abc import Sequence

from grouping.edit_json import from_runs, to_runs
from grouping.errors import UnknownNameError
from grouping.files import atomic_write, key_of
from grouping.store.workspace import Workspace

KEPT = 1_000
"""Of a project; the ones not used for longest go first."""


def keep_selection(workspace: Workspace, project_id: int, image_ids: Sequence[int]) -> str:
    """Keep a selection and return its key; the same images have the same key."""
    runs = to_runs(tuple(sorted(set(image_ids))))
    key = key_of("selection", runs)[:16]
    path = workspace.selection(project_id, key)
    with atomic_write(path, durable=False) as file:
        file.write(runs.encode())
    others = sorted(path.parent.glob("*.txt"), key=lambda one: one.stat().st_mtime)
    for old in others[:-KEPT]:
        old.unlink(missing_ok=True)
    return key


def kept_selection(workspace: Workspace, project_id: int, key: str) -> tuple[int, ...]:
    """Return the images of a selection, ascending; raises UnknownNameError where it is not kept any more."""
    path = workspace.selection(project_id, key) if re.fullmatch("[0-9a-f]{16}", key) else None
    if path is None or not path.is_file():
        raise UnknownNameError("The selection that this address names is not kept any more; select the images anew.")
    return from_runs(path.read_text(encoding="utf-8"))
