"""From where the dashboard may import: folders below the allowed roots, and addresses of known kinds."""

import os
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.images.found import ARCHIVE_SUFFIXES
from grouping.settings import settings

PROTOCOLS = ("http", "https", "s3", "gs", "gcs", "abfs", "abfss", "az", "sftp", "ftp")
"""Kinds of address that lead to another machine, never to this one's files."""

MAX_LISTED = 200


def roots() -> tuple[Path, ...]:
    """Return the allowed folders: GROUPLINE_IMPORT_ROOTS, or the home and the current one; links resolved."""
    named = [part for part in settings().import_roots.split(os.pathsep) if part.strip()]
    folders = [Path(part.strip()).expanduser() for part in named] or [Path.home(), Path.cwd()]
    return tuple(dict.fromkeys(folder.resolve() for folder in folders))


def allowed_path(text: str) -> str:
    """Return the path, absolute and without links.

    Raises GrouplineError where it lies outside the roots, whether it exists there or not, or does not exist.
    """
    if not text.strip() or "\0" in text:
        raise GrouplineError("Name a folder, an image or an archive on this machine.")
    path = Path(text.strip()).expanduser().absolute().resolve()
    if not any(path.is_relative_to(root) for root in roots()):
        there = ", ".join(map(str, roots()))
        raise GrouplineError(
            f"{path} lies outside the folders from which imports are allowed: {there}. "
            "Whoever runs Groupline may allow more of them with GROUPLINE_IMPORT_ROOTS."
        )
    if not path.exists():
        raise GrouplineError(f"{path} does not exist. Check the path; a folder, an image or an archive will do.")
    return str(path)


def may_go_up(path: str) -> bool:
    """Whether the folder above is allowed too."""
    return any(Path(path).parent.is_relative_to(root) for root in roots())


def allowed_url(text: str) -> str:
    """Return the address; raises GrouplineError where it is none, or may lead to this machine's own files."""
    url = text.strip()
    protocol, separator, rest = url.partition("://")
    if not separator or not rest or protocol.lower() not in PROTOCOLS or "::" in url:
        raise GrouplineError(
            f"'{url}' is no address to import from. It starts with one of {', '.join(PROTOCOLS)} and '://'; "
            "name files of this machine by their path."
        )
    return url


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
