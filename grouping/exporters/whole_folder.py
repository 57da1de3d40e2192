"""Folders that are complete or absent: written under a hidden name beside their place, then renamed.

An old folder that gives way is renamed first, so for the moment between two renames its place is empty. A kill in that
moment leaves both under hidden names; the next writer to the same place finds the old one and puts it back. What else
a kill leaves, the next writer deletes.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from grouping.errors import GrouplineError


@contextmanager
def place_reserved(to: Path) -> Iterator[None]:
    """Keep every other writer away from `to`, and clear what a killed one left; raises GrouplineError if one runs."""
    to.parent.mkdir(parents=True, exist_ok=True)
    lock = _beside(to, "lock")
    try:
        with FileLock(lock, timeout=0):
            try:
                _recover(to)
                yield
            finally:
                lock.unlink(missing_ok=True)
    except Timeout as error:
        raise GrouplineError(f"Another export to {to} is running: wait for it, or name another folder.") from error


@contextmanager
def whole_folder(to: Path) -> Iterator[Path]:
    """Give an empty folder which takes the place of `to` when the block ends without error, and else disappears.

    To be used inside `place_reserved`.
    """
    new = _beside(to, "new")
    new.mkdir()
    try:
        yield new
        _flush(new)
        _take_place(new, to)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _beside(to: Path, what: str) -> Path:
    return to.parent / f".{to.name}.groupline-{what}"


def _recover(to: Path) -> None:
    old = _beside(to, "old")
    if old.exists() and not to.exists():
        old.rename(to)
    for what in ("old", "new", "gone"):
        if _beside(to, what).exists():
            shutil.rmtree(_beside(to, what))


def _take_place(new: Path, to: Path) -> None:
    old, gone = _beside(to, "old"), _beside(to, "gone")
    if to.exists():
        to.rename(old)
    try:
        new.rename(to)
    except OSError:
        if old.exists():
            old.rename(to)
        raise
    _sync(to.parent)
    if old.exists():
        # Under a third name, so that a half-deleted folder is never taken for one to put back.
        old.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Wait until all files are on the disk, so that not even a power cut leaves a folder with empty files."""
    for parent, _, names in os.walk(folder):
        for name in names:
            if not (Path(parent) / name).is_symlink():
                _sync(Path(parent) / name)
        _sync(Path(parent))


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows cannot open folders, and needs no such call
        return
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
