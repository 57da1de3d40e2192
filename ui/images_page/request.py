"""What a person asks to import, and as what a job takes it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grouping.errors import GrouplineError
from grouping.images.label_tables import find_columns, open_table
from grouping.images.near_labels import (
    CsvNearLabels,
    FolderNearLabels,
    NearLabelSource,
    SeverstalNearLabels,
    near_label_source,
)

LabelsFrom = Literal["none", "folder", "csv"]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A source, and where its near-labels come from; `source` and `csv` have been checked against the roots.

    `file` and `label` name the table's columns; empty, they are guessed. `by` is for Severstal's table alone.
    `n_uploaded` counts the files of an upload, so that a look at it is renewed when more have come; 0 for others.
    """

    source: str
    labels_from: LabelsFrom = "none"
    csv: str = ""
    file: str = ""
    label: str = ""
    by: str = ""
    copy: bool = False
    n_uploaded: int = 0

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the job."""
        return {"source": self.source, "near_labels": self._near_labels(), "copy": self.copy}

    def _near_labels(self) -> str | dict[str, str | None] | None:
        if self.labels_from == "none":
            return None
        if self.labels_from == "folder":
            return "folder"
        return {"csv": self.csv, "file": self.file or None, "label": self.label or None, "by": self.by or None}

    def near_label_source(self) -> NearLabelSource | None:
        """Return the source of near-labels that the job will use; None for none."""
        if self.labels_from == "none":
            return None
        if self.labels_from == "folder":
            return FolderNearLabels()
        if self.by:
            return SeverstalNearLabels(self.csv, self.by)
        return CsvNearLabels(self.csv, self.file or None, self.label or None)


@dataclass(frozen=True, slots=True)
class Columns:
    """A table's columns, and which of them seem to name the file and its label; '' where that stays open."""

    names: tuple[str, ...]
    file: str
    label: str
    severstal: bool
    """Whether it is the table of Kaggle's steel competition, which has a row for each defect."""


def guess_columns(csv: str) -> Columns:
    """Look at a table; raises GrouplineError where it cannot be read."""
    table = open_table(Path(csv))
    severstal = isinstance(near_label_source(csv), SeverstalNearLabels)
    try:
        file, label = find_columns(table)
    except GrouplineError:
        file, label = "", ""
    return Columns(table.columns, file, label, severstal)
