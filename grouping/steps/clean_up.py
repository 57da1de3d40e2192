"""What lies in the workspace for somebody, and goes when it was fetched or after a week.

Uploads, downloads, and what can be made again: embeddings of pictures to search by, and measurements.
"""

import re
import shutil
import time
from pathlib import Path

from sqlalchemy import select

from grouping.jobs.records import ACTIVE
from grouping.steps.keep_uploads import OWNER
from grouping.store.models import JobRow
from grouping.store.workspace import Workspace

KEPT_SECONDS = 7 * 86_400.0


def clean_up(workspace: Workspace, now: float | None = None) -> list[Path]:
    """Delete uploads that an import took to its end, and all else that is a week old; return what was deleted.

    Uploads and downloads go as folders, embeddings of pictures and measurements as files. What a job that is not over
    works on stays. `now` is in seconds since 1970.
    """
    states = _import_states(workspace)
    moment = time.time() if now is None else now
    gone = [folder for folder in _uploads(workspace) if _is_over(folder, states, moment)]
    gone += [folder for folder in _downloads(workspace) if moment - _last_change(folder) > KEPT_SECONDS]
    for folder in gone:
        # The token goes first, so that a half-deleted upload takes no more files.
        (folder / OWNER).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
    old = [file for file in _files_made_again(workspace) if _changed(file) < moment - KEPT_SECONDS]
    for file in old:
        file.unlink(missing_ok=True)
    return gone + old


def _files_made_again(workspace: Workspace) -> list[Path]:
    """Return what can be made again.

    The embeddings of pictures that somebody searched by, what was measured of recognitions, and pixels and views of
    trainings that nobody went on with, whose checkpoints stay.
    """
    home = workspace.home
    return [*home.glob("pictures/*/*.npy"), *home.glob("measured/*.*"), *home.glob("models/**/*.npy")]


def _uploads(workspace: Workspace) -> list[Path]:
    return [folder for folder in (workspace.home / "uploads").glob("*") if folder.is_dir()]


def _downloads(workspace: Workspace) -> list[Path]:
    return [folder for folder in (workspace.home / "exports").glob(".download-*") if folder.is_dir()]


def _import_states(workspace: Workspace) -> dict[str, set[str]]:
    """Return token of an upload -> states of the imports of it, of images or labels."""
    states: dict[str, set[str]] = {}
    with workspace.database.read() as session:
        for arguments, state in session.execute(
            select(JobRow.arguments, JobRow.state).where(JobRow.kind.in_(("import", "import-labels")))
        ):
            for token in re.findall(r"/uploads/([0-9a-f]{32})\b", str(arguments.get("source"))):
                states.setdefault(token, set()).add(state)
    return states


def _is_over(folder: Path, states: dict[str, set[str]], moment: float) -> bool:
    found = states.get(folder.name, set())
    if found & set(ACTIVE):
        return False
    return "done" in found or moment - _last_change(folder) > KEPT_SECONDS


def _last_change(folder: Path) -> float:
    return max((_changed(path) for path in (folder, *folder.glob("*"))), default=0.0)


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another machine's worker deletes it at this moment
        return 0.0
