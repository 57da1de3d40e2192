"""Local folders, walked in the order of their paths; links that lead in circles end, faults are reported."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from grouping.images.allowed import is_within
from grouping.images.found import Found, Read, Skipped, printable, refusal


def local_reader(path: str) -> Read:
    """Return the reader of one local file."""

    def read(limit: int | None = None) -> bytes:
        with Path(path).open("rb") as file:
            return file.read() if limit is None else file.read(limit)

    return read


def local_file(path: str, root: str) -> Found | Skipped:
    """Return a local file as found, named relative to `root`; anything but a regular file is skipped."""
    try:
        mode = Path(path).stat().st_mode
    except FileNotFoundError:
        broken = Path(path).is_symlink()
        return Skipped(printable(path), "is a link to a file that is not there" if broken else "does not exist")
    except OSError as error:
        return Skipped(printable(path), f"cannot be read: {error.strerror}")
    if not stat.S_ISREG(mode):
        return Skipped(printable(path), "is not a regular file (a device, a pipe or a socket)")
    name = Path(os.path.relpath(path, root)).as_posix()
    return Found(path, name, archived=False, read=local_reader(path))


def walk_folder(folder: str, root: str, within: Sequence[Path] = ()) -> Iterator[Found | Skipped]:
    """Yield every file below `folder`, sorted by path, named relative to `root`.

    Links to folders are followed unless they lead into the source itself, above it, or to a folder already read;
    where `within` names folders, no link is followed that leads out of all of them.
    """
    yield from _walk(folder, root, os.path.realpath(folder), set(), within)


def _walk(
    folder: str, root: str, top: str, seen: set[tuple[int, int]], within: Sequence[Path]
) -> Iterator[Found | Skipped]:
    try:
        identity = Path(folder).stat()
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Skipped(printable(folder), f"is a folder that cannot be opened: {error.strerror}")
        return
    key = (identity.st_dev, identity.st_ino)
    if key in seen:
        yield Skipped(printable(folder), "is a link to a folder that was read already")
        return
    seen.add(key)
    for entry in listed:
        yield from _entry(entry, root, top, seen, within)


def _entry(
    entry: os.DirEntry[str], root: str, top: str, seen: set[tuple[int, int]], within: Sequence[Path]
) -> Iterator[Found | Skipped]:
    reason = refusal(entry.name) or _leaving(entry, within)
    try:
        is_folder = entry.is_dir()
        if is_folder and not reason and entry.is_symlink() and _circular(entry.path, top):
            reason = "is a link back into the source, read there or above it"
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
    if reason:
        yield Skipped(printable(entry.path), reason)
    elif is_folder:
        yield from _walk(entry.path, root, top, seen, within)
    else:
        yield local_file(entry.path, root)


def _leaving(entry: os.DirEntry[str], within: Sequence[Path]) -> str:
    if not within or not entry.is_symlink() or is_within(entry.path, within):
        return ""
    return "is a link that leads out of the folders from which imports are allowed"


def _circular(link: str, top: str) -> bool:
    target = os.path.realpath(link)
    try:
        return os.path.commonpath([target, top]) in (target, top)
    except ValueError:  # another drive
        return False
