"""What somebody without access to this machine may have it read and write: allowed folders, uploads, addresses."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grouping.errors import GrouplineError
from grouping.images.allowed import allowed_path, is_within, reachable_url, roots
from grouping.images.uploaded import SCHEME
from grouping.project.front import Front

if TYPE_CHECKING:
    from grouping.images.sources import Source

UPLOADS = "import uploads"
PATHS = "import from paths and addresses"


def source_may_be_read(front: Front, source: "Source") -> tuple[Path, ...]:
    """Check a source, and return the folders that links in it may not lead out of; none for the command line.

    Raises NotAllowedError where the role does not cover it, GrouplineError where it lies outside what is allowed.
    """
    if front.shell:
        return ()
    entries = [source] if isinstance(source, str | os.PathLike) else list(source)
    for entry in entries:
        if not _is_upload(front, os.fspath(entry)):
            front.may(PATHS)
            _check_place(os.fspath(entry))
    return (*roots(), uploads(front))


def import_action(front: Front, source: "Source") -> str:
    """Return the action (a key of `grouping.roles.LEAST`) that an import of a source is."""
    entries = [source] if isinstance(source, str | os.PathLike) else list(source)
    return UPLOADS if all(_is_upload(front, os.fspath(entry)) for entry in entries) else PATHS


def job_action(front: Front, kind: str, arguments: Mapping[str, Any]) -> str:
    """Return the action (a key of `grouping.roles.LEAST`) that asking for a job is."""
    if kind == "import" and "source" in arguments:
        return import_action(front, arguments["source"])
    if kind == "export":
        return "download" if arguments.get("download") else "export to a folder"
    return {"preview-export": "download", "import-labels": "import labels"}.get(kind, "run jobs")


def near_labels_may_be_read(front: Front, near_labels: object) -> None:
    """Check the table that near-labels come from; raises like `source_may_be_read`."""
    table = near_labels.get("csv") if isinstance(near_labels, Mapping) else near_labels
    if isinstance(table, str) and table != "folder":
        table_may_be_read(front, table)


def table_may_be_read(front: Front, path: str) -> None:
    """Check a table or folder of labels; raises like `source_may_be_read`."""
    if not front.shell and not is_within(path, (uploads(front),)):
        allowed_path(path)


def target_may_be_written(front: Front, to: Path) -> None:
    """Check the folder of an export: a viewer's may only be one that is fetched as a download.

    Raises NotAllowedError where the role does not cover it, GrouplineError where it lies outside what is allowed.
    """
    exports = Path(os.path.realpath(front.workspace.home)) / "exports"
    place = Path(os.path.realpath(to))
    if front.shell or _is_download(place, exports):
        return
    front.may("export to a folder")
    allowed = (exports, *roots())
    if not any(place.is_relative_to(root) and place != root for root in allowed):
        raise GrouplineError(f"{place} lies outside the folders that may be written: {', '.join(map(str, allowed))}.")


def uploads(front: Front) -> Path:
    """Return the folder below which browsers' uploads lie, links resolved."""
    return Path(os.path.realpath(front.workspace.home)) / "uploads"


def _is_upload(front: Front, entry: str) -> bool:
    return entry.startswith(SCHEME) and is_within(entry.removeprefix(SCHEME), (uploads(front),))


def _is_download(place: Path, exports: Path) -> bool:
    return place.is_relative_to(exports) and str(place.relative_to(exports)).startswith(".download-")


def _check_place(entry: str) -> None:
    if "://" in entry:
        reachable_url(entry)
    else:
        allowed_path(entry)
