"""From where the dashboard may import: folders below the allowed roots, and addresses of known kinds."""

import os
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.images.allowed import allowed_path, allowed_url, roots
from grouping.images.found import ARCHIVE_SUFFIXES

__all__ = ["allowed_path", "allowed_url", "below", "may_go_up", "roots"]

MAX_LISTED = 200


def may_go_up(path: str) -> bool:
    """Whether the folder above is allowed too."""
    return any(Path(path).parent.is_relative_to(root) for root in roots())


def below(folder: str) -> list[str]:
    """Return the folders and archives directly in a folder, sorted, hidden ones left out; at most MAX_LISTED.

    Raises GrouplineError where the folder is not allowed or cannot be read.
    """
    path = Path(allowed_path(folder))
    if not path.is_dir():
        return []
    try:
        found = [entry.name for entry in os.scandir(path) if _may_be_source(entry)]
    except OSError as error:
        raise GrouplineError(f"{path} cannot be opened: {error.strerror}. Check its access rights.") from error
    return sorted(found)[:MAX_LISTED]


def _may_be_source(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or not entry.name.isprintable():
        return False
    return entry.is_dir() or entry.name.lower().endswith(ARCHIVE_SUFFIXES)
