"""Uploads: what a browser sends is kept file by file in a batch's folder, until an import takes it all."""

import json
import os
import re
import secrets
import shutil
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from grouping.errors import GrouplineError, UnknownNameError
from grouping.exporters.file_names import same_on_disk
from grouping.files import atomic_write
from grouping.images.uploaded import ARCHIVES, FILES, SCHEME, part_of
from grouping.store.workspace import Workspace

OWNER, RECORD, UNFINISHED = "owner.json", "record.jsonl", "unfinished"
SPARE_BYTES = 100_000_000
"""Free space that an upload leaves on the disk, for the database and all that is under way."""


class RefusedError(GrouplineError):
    """A file that an upload does not take; the others go on."""


class DiskFullError(GrouplineError):
    """There is no room for a file now; it may be sent again once there is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that is here whole: its name, bytes, and when it was changed on its own computer, in milliseconds."""

    name: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Owner:
    """For which project a batch is, and who sends it."""

    project: str
    user: str


def new_batch(workspace: Workspace, owner: Owner) -> str:
    """Make an empty batch and return its token, which cannot be guessed."""
    token = secrets.token_hex(16)
    with atomic_write(workspace.upload(token) / OWNER) as file:
        file.write(json.dumps(asdict(owner)).encode())
    return token


def owner_of(workspace: Workspace, token: str) -> Owner:
    """Return whose a batch is; raises UnknownNameError where there is no such batch (any more)."""
    path = workspace.upload(token) / OWNER
    if not re.fullmatch("[0-9a-f]{32}", token) or not path.is_file():
        raise UnknownNameError(
            "This upload is not known here (any more). Load the page anew, and send the files again."
        )
    return Owner(**json.loads(path.read_bytes()))


def source_of(workspace: Workspace, token: str) -> str:
    """Return the source that an import of the batch takes."""
    return f"{SCHEME}{workspace.upload(token)}"


def drop_batch(workspace: Workspace, token: str) -> None:
    """Delete a batch with all its files; nothing happens where it is gone."""
    owner_of(workspace, token)
    shutil.rmtree(workspace.upload(token), ignore_errors=True)


def kept_files(folder: Path) -> list[Kept]:
    """Return the files of a batch that are here whole; one that the record names but the disk does not hold is not."""
    path = folder / RECORD
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = {kept.name: kept for kept in map(_kept, lines) if kept}
    return [kept for kept in found.values() if _is_whole(folder, kept)]


def _kept(line: str) -> Kept | None:
    try:
        return Kept(*json.loads(line))
    except (ValueError, TypeError):  # a power cut in mid-line: that file is sent again
        return None


def _is_whole(folder: Path, kept: Kept) -> bool:
    try:
        return place_of(folder, kept.name).stat().st_size == kept.size
    except OSError:
        return False


def place_of(folder: Path, name: str) -> Path:
    """Return where a file of this checked name lies."""
    return folder / part_of(name) / name


class Batch:
    """An open batch of the server that takes files for it; may be used by many threads.

    `max_file` and `max_batch` are in bytes.
    """

    def __init__(self, folder: Path, max_file: int, max_batch: int) -> None:
        self.folder, self._max_file, self._max_batch = folder, max_file, max_batch
        self._lock = threading.Lock()
        self._files = {same_on_disk(kept.name): kept for kept in kept_files(folder)}
        self._coming: dict[str, tuple[Kept, int]] = {}
        self._bytes = sum(kept.size for kept in self._files.values())
        shutil.rmtree(folder / UNFINISHED, ignore_errors=True)  # of a server that was killed
        for part in (FILES, ARCHIVES, UNFINISHED):
            (folder / part).mkdir(exist_ok=True)

    def is_here(self, wanted: Kept) -> bool:
        """Whether the file is here whole already; raises RefusedError where it cannot be taken at all."""
        with self._lock:
            return self._is_here(wanted)

    def _is_here(self, wanted: Kept) -> bool:
        folded = same_on_disk(wanted.name)
        coming = self._coming.get(folded)
        there = self._files.get(folded) or (coming[0] if coming else None)
        if there and there.name != wanted.name:
            raise RefusedError(f"differs from {there.name} in case or accents alone; rename it and send it again")
        if folded in self._files:
            if there == wanted:
                return True
            raise RefusedError("another file of this name is here already; import first, or rename it")
        if wanted.size > self._max_file:
            raise RefusedError(f"has {_mb(wanted.size)}, more than the {_mb(self._max_file)} allowed for one file")
        if self._bytes + wanted.size > self._max_batch:
            raise RefusedError(f"with it the upload has more than the {_mb(self._max_batch)} allowed; import first")
        return False

    def expect(self, wanted: Kept) -> Path | None:
        """Reserve the name of a file that comes now; return where its bytes go, None where it is here already.

        Raises RefusedError, and DiskFullError where it would fill the disk. `keep` or `forget` must follow.
        """
        with self._lock:
            if self._is_here(wanted):
                return None
            if shutil.disk_usage(self.folder).free < wanted.size + SPARE_BYTES:
                raise DiskFullError("the disk of the machine that runs Groupline is full; free some space there")
            folded = same_on_disk(wanted.name)
            self._coming[folded] = (wanted, self._coming.get(folded, (wanted, 0))[1] + 1)
            self._bytes += wanted.size
        return self.folder / UNFINISHED / secrets.token_hex(8)

    def forget(self, wanted: Kept) -> None:
        """Give back what `expect` reserved, after the file came or did not."""
        folded = same_on_disk(wanted.name)
        with self._lock:
            self._bytes -= wanted.size
            times = self._coming[folded][1] - 1
            self._coming[folded] = (wanted, times)
            if not times:
                del self._coming[folded]

    def keep(self, wanted: Kept, whole: Path) -> None:
        """Move a whole file to its place and record it; raises RefusedError where its name does not fit the others."""
        path = place_of(self.folder, wanted.name)
        os.utime(whole, ns=(wanted.modified * 1_000_000,) * 2)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            whole.replace(path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise RefusedError("a folder and a file have the same name; rename one of them") from error
        line = json.dumps([wanted.name, wanted.size, wanted.modified], ensure_ascii=False)
        with self._lock:
            known = self._files.get(same_on_disk(wanted.name))
            if known is None:
                with (self.folder / RECORD).open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
                self._bytes += wanted.size
            self._files[same_on_disk(wanted.name)] = wanted


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
