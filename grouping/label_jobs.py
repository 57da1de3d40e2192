"""The worker's jobs of label sets: an export into a folder or as a download, its preview, and labels from outside."""

import json
import re
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grouping.errors import CancelledError, GrouplineError
from grouping.files import atomic_write
from grouping.project import Project
from grouping.steps.pack_export import pack
from grouping.types import Progress

RESULT = "result.json"


def export(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Export into the folder `to`, or, where `download` is a token, as a zip of that name in the token's room.

    Returns the manifest without its list of files, with `n_files`; for a download also `zip` (its name) and `bytes`.
    A job that was killed ends as an undisturbed one does.
    """
    others = {key: value for key, value in arguments.items() if key not in ("to", "download")}
    token = arguments.get("download")
    if not token:
        to = Path(arguments["to"])
        to.parent.mkdir(parents=True, exist_ok=True)
        return _told(project, to, others, progress)
    if not re.fullmatch("[0-9a-f]{32}", token):
        raise GrouplineError(f"'{token}' is no token of a download; it has 32 digits from 0 to f.")
    return _download(project, project.workspace.download(token), Path(arguments["to"]).name, others, progress)


def _told(project: Project, to: Path, others: dict[str, Any], progress: Progress) -> dict[str, Any]:
    manifest = asdict(project.export(to=to, **others, progress=progress))
    return {"n_files": len(manifest.pop("files")), **manifest}


def _download(project: Project, room: Path, name: str, others: dict[str, Any], progress: Progress) -> dict[str, Any]:
    if (room / RESULT).is_file():  # killed right after the end
        found: dict[str, Any] = json.loads((room / RESULT).read_bytes())
        return found
    room.mkdir(parents=True, exist_ok=True)
    try:
        result = _told(project, room / name, {**others, "links": "copy"}, progress)
        result |= {"zip": f"{name}.zip", "bytes": pack(room / name, room / f"{name}.zip", progress)}
    except (CancelledError, GrouplineError):
        shutil.rmtree(room, ignore_errors=True)
        raise
    with atomic_write(room / RESULT) as file:
        file.write(json.dumps(result).encode())
    shutil.rmtree(room / name, ignore_errors=True)
    return result


def preview(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Count what an export would hold; `at`, the version of the project that was asked about, tells previews apart."""
    others = {key: value for key, value in arguments.items() if key != "at"}
    found = project.preview_export(**others, progress=progress)
    return {**found, "divided_duplicates": len(found["divided_duplicates"])}


def import_labels(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Read labels into a set; of what gave no label the first 1,000 entries are listed, and all are counted."""
    done = asdict(project.import_labels(**arguments, progress=progress))
    left_out = [*done.pop("unmatched"), *done.pop("problems")]
    return {**done, "n_left_out": len(left_out), "left_out": left_out[:1000]}
