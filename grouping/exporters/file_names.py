"""Names that every file system takes, for classes and images: unique, and the same in every export."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePosixPath

MAX_BYTES = 80
"""Length of a cleaned name in UTF-8; Windows allows 260 characters for a whole path."""

_FORBIDDEN = frozenset('<>:"/\\|?*')
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINER = "\N{ZERO WIDTH JOINER}"  # holds composed emoji together
DEVICES = frozenset(
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³"),
    ]
)
"""Names of devices on Windows, with any ending."""


def clean_name(name: str, max_bytes: int = MAX_BYTES) -> str:
    """Return `name` with what some file system refuses replaced by '_'; never empty, never hidden.

    Windows refuses some characters, trailing dots and spaces, and the names of devices; macOS and Windows see
    composed and decomposed letters as one, so the composed form is taken.
    """
    composed = unicodedata.normalize("NFC", name)
    text = _cut("".join("_" if _bad(letter) else letter for letter in composed).strip(), max_bytes).rstrip(". ")
    if text.startswith("."):
        text = "_" + text[1:]
    if text.split(".")[0].rstrip().upper() in DEVICES:
        text = "_" + text
    return text or "_"


def _bad(letter: str) -> bool:
    return letter in _FORBIDDEN or (unicodedata.category(letter) in _INVISIBLE and letter != _JOINER)


def _cut(text: str, max_bytes: int) -> str:
    return text.encode("utf-8", "replace")[:max_bytes].decode("utf-8", "ignore")


def same_on_disk(name: str) -> str:
    """Return a form that is equal for names which some file system takes for one (case, composed letters)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def folder_names(names: Iterable[str]) -> dict[str, str]:
    """Return name -> folder name, one to one on every file system.

    A name that is a folder name already stays as it is. A changed one gets a short hash of the original, so that it
    is the same in every export; so does the later of two names that differ in case alone.
    """
    folders: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        folders[name] = next(one for one in _candidates(name) if same_on_disk(one) not in taken)
        taken.add(same_on_disk(folders[name]))
    return folders


def _candidates(name: str) -> Iterator[str]:
    clean = clean_name(name)
    if clean == name:
        yield clean
    for attempt in count():
        digest = hashlib.sha256(f"{attempt or ''}{name}".encode()).hexdigest()
        yield f"{clean}-{digest[:6]}"


def image_file_name(name: str, sha256: str, suffix: str) -> str:
    """Return the file name of an image: its own stem, 12 digits of its SHA-256, and `suffix`.

    The digits make it unique among images of equal names, whichever of them an export holds, and tell later which
    image the file is.
    """
    stem = PurePosixPath(name.replace("\\", "/")).name
    return f"{clean_name(stem.removesuffix(PurePosixPath(stem).suffix))}-{sha256[:12]}{suffix}"
