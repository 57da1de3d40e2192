"""What a source holds: files found, and entries that cannot be used, each with its reason."""

from dataclasses import dataclass
from typing import Protocol

MAX_BYTES = 1 << 30
"""No image file is larger (1 GiB): a larger one is refused before it fills the memory."""

ARCHIVE_SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", ".gz", ".bz2", ".xz", ".7z", ".rar", ".zst")
"""Files with these endings inside a folder or an archive are archives of their own."""


class Read(Protocol):
    """Read a file's bytes: all of them, or the first `limit`."""

    def __call__(self, limit: int | None = None) -> bytes:
        """Raise OSError when the bytes cannot be had."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a source; nothing of it has been read yet.

    `uri` reopens it at any later time (`read_uri`): the absolute path of a local file (its own symbolic link not
    followed), an fsspec URL of a remote one, `zip://member::archive` or `tar://member::archive` for an archive's
    member. `name` is its path inside the source, with `/`. Members of one archive are read fastest in the order
    found and by one thread.
    """

    uri: str
    name: str
    archived: bool
    read: Read


@dataclass(frozen=True, slots=True)
class Skipped:
    """An entry of a source that is not used, and why: shown in the import's report."""

    uri: str
    reason: str


def refusal(path: str) -> str | None:
    """Why a path inside a source is not opened at all (hidden, an archive, no valid text), or None."""
    if any(part.startswith(".") and part not in (".", "..") for part in path.split("/")):
        return "is hidden (its name, or its folder's, starts with a dot)"
    if path.lower().endswith(ARCHIVE_SUFFIXES):
        return "is an archive inside the source; import it by itself, or unpack it first"
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        return "has a name that is not valid Unicode; rename it"
    return None


def printable(path: str) -> str:
    """Return the path with bytes that are no valid text shown as escapes, so that it can be stored and printed."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def gibibytes(size: int) -> str:
    """Say why a file of this size (in bytes) is refused."""
    return f"has {size / (1 << 30):,.1f} GiB, more than the {MAX_BYTES / (1 << 30):g} GiB allowed for one image"
