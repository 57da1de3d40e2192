"""Labels read back, from a CSV file or from a folder a class."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grouping.errors import GrouplineError, UnreadableImageError
from grouping.exporters.file_names import same_on_disk
from grouping.exporters.label_tables import read_table
from grouping.exporters.manifest import MANIFEST, Manifest, read_manifest
from grouping.exporters.suffixes import suffix_of
from grouping.exporters.tables import LABELS_CSV
from grouping.types import Progress, silent

_SPLIT_FOLDERS = frozenset({"train", "training", "val", "valid", "validation", "dev", "test", "testing"})
_READ_BACK = ("csv", "imagefolder")
_HEAD = 16


@dataclass(frozen=True, slots=True)
class ReadLabels:
    """Labels as they stand in a source; iterating gives (key, class name).

    `kind` tells what the keys are: 'sha256', 'image_id', 'uri' or 'name' (a path, or a file name alone). Each key is
    there once. `problems` has the place (line or path) and the reason of everything that gave no label.
    """

    kind: str
    labels: tuple[tuple[str, str], ...]
    problems: tuple[tuple[str, str], ...]
    manifest: Manifest | None = None
    """That of the export which was read, where it was one: it knows the classes' colours, keys and descriptions."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.labels)


def read_labels(source: Path, progress: Progress = silent) -> ReadLabels:
    """Read labels from a CSV file, an export of csv or imagefolder, or any folder with a folder a class.

    In a folder, an image's class is the folder in which it lies now (so moving files about corrects labels), by the
    name that the class had where `manifest.json` tells it; `train`, `val` and `test` may lie above. Images are known
    by the SHA-256 of their bytes. A key with two classes gets neither, and is listed.

    Raises GrouplineError when the source is none of these.
    """
    if source.is_file():
        return _from_table(source, None)
    if not source.is_dir():
        raise GrouplineError(f"There is no {source}: name a CSV file, or a folder with a folder for each class.")
    manifest = read_manifest(source) if (source / MANIFEST).exists() else None
    if manifest is None or manifest.format == "imagefolder":
        return _from_folder(source, manifest, progress)
    if manifest.format == "csv":
        return _from_table(source / LABELS_CSV, manifest)
    raise GrouplineError(
        f"{source} is an export as {manifest.format}; labels are read back from {' and '.join(_READ_BACK)}. "
        f"Name the {LABELS_CSV} inside it, if it has one."
    )


def _from_table(path: Path, manifest: Manifest | None) -> ReadLabels:
    table = read_table(path)
    rows = ((f"line {line}", key, label) for line, key, label in table.rows)
    return _collect(table.kind, rows, [], manifest)


def _from_folder(source: Path, manifest: Manifest | None, progress: Progress) -> ReadLabels:
    names = {same_on_disk(folder): name for folder, name in manifest.class_folders().items()} if manifest else {}
    has_splits = _has_splits(source, manifest)
    rows: list[tuple[str, str, str]] = []
    problems: list[tuple[str, str]] = []
    for done, path in enumerate(_files(source)):
        progress(done, None, "files")
        place = path.relative_to(source)
        folders = place.parts[1:-1] if has_splits else place.parts[:-1]
        if not folders:
            if place.name not in (MANIFEST, LABELS_CSV):
                problems.append((place.as_posix(), "lies in no class folder"))
            continue
        try:
            rows.append((place.as_posix(), _sha256(path), names.get(same_on_disk(folders[0]), folders[0])))
        except UnreadableImageError as error:
            problems.append((place.as_posix(), str(error)))
    if not rows:
        raise GrouplineError(f"{source} holds no images in class folders: name a folder with a folder for each class.")
    return _collect("sha256", rows, problems, manifest)


def _has_splits(source: Path, manifest: Manifest | None) -> bool:
    """Whether the folders at the top are splits, not classes."""
    if manifest:
        return bool(manifest.counts["splits"])
    tops = [top for top in source.iterdir() if top.is_dir() and not top.name.startswith(".")]
    return bool(tops) and all(
        top.name.lower() in _SPLIT_FOLDERS and any(below.is_dir() for below in top.iterdir()) for top in tops
    )


def _files(source: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))


def _sha256(path: Path) -> str:
    """Return the SHA-256 of an image's bytes; raises UnreadableImageError with the reason why there is none."""
    try:
        with path.open("rb") as file:
            if not suffix_of(path.name, file.read(_HEAD)):
                raise UnreadableImageError("is not an image")
            file.seek(0)
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnreadableImageError(f"cannot be read: {error.strerror or error}") from error


def _collect(
    kind: str, rows: Iterable[tuple[str, str, str]], problems: list[tuple[str, str]], manifest: Manifest | None
) -> ReadLabels:
    """Keep one label a key, and list rows without key or class and keys with several classes."""
    places: dict[str, dict[str, str]] = {}
    for place, key, label in rows:
        if key and label.strip():
            places.setdefault(key, {}).setdefault(label, place)
        else:
            problems.append((place, "has no class" if key else "names no image"))
    for key, found in places.items():
        if len(found) > 1:
            both = ", ".join(f"'{label}' ({place})" for label, place in found.items())
            problems.append((next(iter(found.values())), f"image {key} has several classes: {both}"))
    labels = tuple((key, next(iter(found))) for key, found in places.items() if len(found) == 1)
    return ReadLabels(kind, labels, tuple(problems), manifest)
