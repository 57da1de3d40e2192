"""Near-labels: what is known of images before clustering, from folders or from tables."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from grouping.errors import GrouplineError
from grouping.images.label_lookup import FolderLookup, NearLabelLookup, TableLookup, counted, tidy
from grouping.images.label_tables import Table, find_columns, open_table

__all__ = [
    "CsvNearLabels",
    "FolderNearLabels",
    "NearLabelLookup",
    "NearLabelSource",
    "SeverstalNearLabels",
    "near_label_source",
]


@runtime_checkable
class NearLabelSource(Protocol):
    """A frozen description of where near-labels come from."""

    def read(self, names: Iterable[str] = ()) -> NearLabelLookup:
        """Read the source; `names` (the images' paths inside theirs, if known) tell which base names are shared."""


@dataclass(frozen=True, slots=True)
class FolderNearLabels:
    """The name of the folder that holds the image."""

    def read(self, names: Iterable[str] = ()) -> NearLabelLookup:
        """Return a lookup that needs no file."""
        return FolderLookup()


@dataclass(frozen=True, slots=True)
class CsvNearLabels:
    """A table with a file and a label column, which are guessed where they are not named.

    Encoding (UTF-8, UTF-16, Windows and other 8-bit ones) and separator (comma, semicolon, tab, bar) are found out.
    """

    path: str
    file: str | None = None
    label: str | None = None

    def read(self, names: Iterable[str] = ()) -> NearLabelLookup:
        """Read the table; raise GrouplineError when it, or one of its columns, is missing.

        A file named twice keeps its label where the rows agree, and has none where they differ.
        """
        table = open_table(Path(self.path))
        file, label = find_columns(table, self.file, self.label)
        labels, rows = _LabelRows(), 0
        places = table.column(file), table.column(label)
        for row in table.rows():
            rows += 1
            labels.add(tidy(row[places[0]]), row[places[1]].strip())
        about = {**_form(table), "file_column": file, "label_column": label, "rows": rows, **labels.report()}
        return TableLookup(labels.labels, about, names=names)


@dataclass(frozen=True, slots=True)
class SeverstalNearLabels:
    """The table of Kaggle's "Severstal: Steel Defect Detection", with one row for each image and defect class.

    `by` is 'defect' ('defect' or 'no defect'), or 'class' (the one class, 'multi' for several, 'no defect'). Images
    that the table does not name have no defect. The columns are ImageId, ClassId, EncodedPixels or, in the first
    edition, ImageId_ClassId, EncodedPixels; a row without pixels is no defect.
    """

    path: str
    by: str = "defect"

    def __post_init__(self) -> None:
        if self.by not in ("defect", "class"):
            raise GrouplineError(f"Severstal near-labels go by 'defect' or 'class', not by '{self.by}'.")

    def read(self, names: Iterable[str] = ()) -> NearLabelLookup:
        """Read the table; raise GrouplineError when it, or one of its columns, is missing."""
        table = open_table(Path(self.path))
        classes: dict[str, set[str]] = {}
        rows = 0
        for file, kind, has_pixels in _defects(table):
            rows += 1
            classes.setdefault(file, set()).update([kind] if has_pixels else [])
        labels: dict[str, str | None] = {file: self._label(found) for file, found in classes.items()}
        return TableLookup(labels, {**_form(table), "rows": rows}, absent="no defect", names=names)

    def _label(self, classes: set[str]) -> str:
        if not classes:
            return "no defect"
        if self.by == "defect":
            return "defect"
        return next(iter(classes)) if len(classes) == 1 else "multi"


def near_label_source(value: object) -> NearLabelSource | None:
    """Return the source that a user names: None, 'folder', the path of a CSV file, or a source itself.

    A CSV with Severstal's columns is taken as theirs. Raises GrouplineError for anything else, and for a file that
    cannot be read.
    """
    if value is None or isinstance(value, NearLabelSource):
        return value
    if value == "folder":
        return FolderNearLabels()
    if not isinstance(value, str | os.PathLike):
        raise GrouplineError(f"Near-labels come from 'folder' or from the path of a CSV file, not from {value!r}.")
    path = os.fspath(value)
    columns = {column.lower() for column in open_table(Path(path)).columns}
    if columns in ({"imageid", "classid", "encodedpixels"}, {"imageid_classid", "encodedpixels"}):
        return SeverstalNearLabels(path)
    return CsvNearLabels(path)


def _form(table: Table) -> dict[str, Any]:
    return {"file": str(table.path), "encoding": table.encoding, "separator": table.separator}


def _defects(table: Table) -> Iterator[tuple[str, str, bool]]:
    """Yield file, class and 'has pixels' of each row of either edition of Severstal's table."""
    pixels = table.column("EncodedPixels")
    joined = "imageid_classid" in (column.lower() for column in table.columns)
    file, kind = (table.column(name) for name in (("ImageId_ClassId",) * 2 if joined else ("ImageId", "ClassId")))
    for row in table.rows():
        name, number = row[file].rpartition("_")[::2] if joined else (row[file], row[kind])
        yield tidy(name), number.strip(), bool(row[pixels].strip())


class _LabelRows:
    """Collects the rows of a table, and what is odd about them."""

    def __init__(self) -> None:
        self.labels: dict[str, str | None] = {}
        self._conflicting: dict[str, None] = {}
        self._repeated = self._empty = self._nameless = 0

    def add(self, file: str, label: str) -> None:
        self._empty += not label
        self._nameless += not file
        if not file:
            return
        before = self.labels.get(file)
        if file not in self.labels or before is None:
            self._repeated += file in self.labels
            self.labels[file] = None if file in self._conflicting else label or None
        elif label == before or not label:
            self._repeated += 1
        else:
            self.labels[file] = None
            self._conflicting[file] = None

    def report(self) -> dict[str, Any]:
        return {
            "files": len(self.labels),
            "empty_labels": self._empty,
            "rows_without_file": self._nameless,
            "repeated": self._repeated,
            "conflicting": counted(self._conflicting),
        }
