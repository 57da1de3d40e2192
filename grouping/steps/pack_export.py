"""An export as one zip, to be fetched from the workspace."""

import zipfile
from pathlib import Path

from grouping.exporters.suffixes import suffix_of
from grouping.files import atomic_write
from grouping.types import Progress, silent

_HEAD = 16


def pack(folder: Path, to: Path, progress: Progress = silent) -> int:
    """Write all files of a folder into the zip `to`, below the folder's name, and return the zip's bytes.

    The zip is there whole or not at all. Images are stored as they are, for they are compressed already. Raises
    CancelledError when `progress` does.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with atomic_write(to) as target, zipfile.ZipFile(target, "w") as archive:
        for done, path in enumerate(files):
            progress(done, len(files), "packing")
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            archive.write(path, name, compress_type=_compression(path))
    progress(len(files), len(files), "packing")
    return to.stat().st_size


def _compression(path: Path) -> int:
    with path.open("rb") as file:
        is_image = bool(suffix_of(path.name, file.read(_HEAD)))
    return zipfile.ZIP_STORED if is_image else zipfile.ZIP_DEFLATED
