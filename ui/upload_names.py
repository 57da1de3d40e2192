"""Names of uploaded files: a path inside what was dropped, which must stay inside on every file system."""

import unicodedata

from grouping.exporters.file_names import DEVICES
from grouping.steps.keep_uploads import RefusedError

MAX_PART_BYTES, MAX_BYTES = 200, 1_000
"""Longest name of a folder or file, and longest path, in UTF-8."""


def checked_name(raw: str) -> str:
    """Return a relative path with '/', its letters composed, so that what looks the same is the same.

    Raises RefusedError with the reason why a file of this name is not taken.
    """
    name = unicodedata.normalize("NFC", raw)
    if not name or name.startswith("/") or "\\" in name:
        raise RefusedError("has no name that is a path inside what was sent")
    if any("\ud800" <= letter <= "\udfff" or letter == "\ufffd" for letter in name):
        raise RefusedError("has a name that is not valid text; rename it")
    if len(name.encode()) > MAX_BYTES:
        raise RefusedError(f"has a path of more than {MAX_BYTES:,} bytes; send its folder from further inside")
    for part in name.split("/"):
        _check(part)
    return name


def _check(part: str) -> None:
    if part in ("", ".", ".."):
        raise RefusedError("has a path that leads elsewhere ('..' or an empty folder name)")
    if any(unicodedata.category(letter) == "Cc" for letter in part):
        raise RefusedError("has a control character in its name; rename it")
    if part.startswith("."):
        raise RefusedError("is hidden (its name, or its folder's, starts with a dot)")
    if len(part.encode()) > MAX_PART_BYTES:
        raise RefusedError(f"has a name of more than {MAX_PART_BYTES} bytes; shorten it")
    if part.split(".")[0].rstrip().upper() in DEVICES or part[-1] in ". " or part[1:2] == ":":
        raise RefusedError("has a name that Windows keeps for itself; rename it")
