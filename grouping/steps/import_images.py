"""Import: a source's files become a project's images, with thumbnails, health figures and near-labels."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grouping.files import atomic_write
from grouping.images.near_labels import (
    CsvNearLabels,
    NearLabelLookup,
    NearLabelSource,
    SeverstalNearLabels,
    near_label_source,
)
from grouping.images.scan import Known, Outcome, Scanned, scan
from grouping.images.sources import Found, Source, open_source
from grouping.settings import settings
from grouping.store.database import Database
from grouping.store.images import known_sha256s
from grouping.store.imports import KINDS, Picture, begin_import, end_import, store_pictures, store_problems
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent

BATCH_IMAGES = 64
BATCH_SECONDS = 2.0
SUFFIXES = {"JPEG": ".jpg", "TIFF": ".tif"}


@dataclass(slots=True)
class ImportReport:
    """What an import did; every file of the source is in exactly one of the counts."""

    source: str
    added: list[str] = field(default_factory=list)
    """Places of new images."""
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    """(place, the place of the same bytes); both are kept."""
    unchanged: list[str] = field(default_factory=list)
    """Places that were imported before and hold the same bytes."""
    replaced: list[str] = field(default_factory=list)
    """Places that were imported before and now hold another image."""
    rejected: list[tuple[str, str]] = field(default_factory=list)
    """(place, reason) of broken images."""
    ignored: list[tuple[str, str]] = field(default_factory=list)
    """(place, reason) of files that are no images and do not claim to be."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    """(place, reason) of what was not opened: unsafe archive members, unreadable folders, links."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """(place, remark) of images taken with a remark: a wrong extension, only the first page of several."""
    conflicts: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    """(place, near-labels) of exact duplicates whose near-labels differ: such an image has none."""
    near_labels: dict[str, Any] | None = None
    """What the near-label source reported: rows of unknown files, files named twice, encoding, separator."""
    seconds: float = 0.0

    def counts(self) -> dict[str, int]:
        """Return the number of files in each list."""
        names = ("added", "duplicates", "unchanged", "replaced", "rejected", "ignored", "skipped", "notes", "conflicts")
        return {name: len(getattr(self, name)) for name in names}

    def summary(self, limit: int = 200) -> dict[str, Any]:
        """Return counts and, of each list of troubles, the first `limit` entries, as plain values."""
        lists = ("duplicates", "replaced", "rejected", "ignored", "skipped", "notes", "conflicts")
        return {
            "source": self.source,
            "counts": self.counts(),
            **{name: [list(entry) for entry in getattr(self, name)[:limit]] for name in lists if name != "replaced"},
            "replaced": self.replaced[:limit],
            "near_labels": self.near_labels,
            "seconds": self.seconds,
        }


def import_images(
    workspace: Workspace,
    project_id: int,
    source: Source,
    near_labels: object = None,
    *,
    copy: bool = False,
    progress: Progress = silent,
    within: Sequence[Path] = (),
) -> ImportReport:
    """Take a source's images into a project; what is there already is not taken twice.

    Broken files are counted and listed, and never stop the rest. Where `within` names folders, links that lead out of
    all of them are not followed. Raises GrouplineError when the source or the
    near-label file cannot be opened at all, CancelledError when `progress` does; what was taken stays.
    """
    began = time.perf_counter()
    label_source = _near_label_source(near_labels)
    found = list(open_source(source, within))
    names = [entry.name for entry in found if isinstance(entry, Found)]
    lookup = label_source.read(names) if label_source else None
    database = workspace.database
    report = ImportReport(_describe(source))
    import_id = begin_import(database, project_id, report.source, str(label_source) if label_source else None)
    outcomes = scan(
        found,
        known_sha256s(database, project_id),
        max_pixels=settings().max_pixels,
        workers=min(8, os.cpu_count() or 1),
        keep_data=copy,
    )
    done = 0
    progress(0, len(found), "reading images")
    for batch in _batches(outcomes):
        _take(workspace, database, project_id, batch, lookup, report)
        done += len(batch)
        progress(done, len(found), "reading images")
    report.near_labels = lookup.report() if lookup else None
    report.seconds = time.perf_counter() - began
    end_import(database, import_id, report.summary())
    return report


def _near_label_source(value: object) -> NearLabelSource | None:
    """Return the source; a dictionary (csv, file, label, by) is how a job, whose arguments are plain, names one."""
    if not isinstance(value, dict):
        return near_label_source(value)
    found, columns = near_label_source(value["csv"]), (value.get("file"), value.get("label"))
    if isinstance(found, SeverstalNearLabels) and columns == (None, None):
        return SeverstalNearLabels(value["csv"], value.get("by") or "defect")
    return CsvNearLabels(value["csv"], *columns)


def _describe(source: Source) -> str:
    if isinstance(source, (str, os.PathLike)):
        return os.fspath(source)
    return f"{len(source)} files"


def _batches(outcomes: Iterable[Outcome]) -> Iterator[list[Outcome]]:
    """Cut the stream so that no batch is large and none waits long."""
    batch: list[Outcome] = []
    began = time.monotonic()
    for outcome in outcomes:
        batch.append(outcome)
        if len(batch) >= BATCH_IMAGES or time.monotonic() - began > BATCH_SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


def _take(
    workspace: Workspace,
    database: Database,
    project_id: int,
    batch: list[Outcome],
    lookup: NearLabelLookup | None,
    report: ImportReport,
) -> None:
    pictures: list[Picture] = [outcome for outcome in batch if isinstance(outcome, (Scanned, Known))]
    problems = [outcome for outcome in batch if not isinstance(outcome, (Scanned, Known))]
    copies = {p.sha256: _write_files(workspace, p) for p in pictures if isinstance(p, Scanned)}

    def label_of(picture: Picture) -> str | None:
        return lookup.label_of(picture.name, picture.uri) if lookup else None

    taken = store_pictures(database, project_id, pictures, label_of, lambda picture: copies[picture.sha256])
    store_problems(database, project_id, problems)
    for name in ("added", "duplicates", "unchanged", "replaced", "conflicts"):
        getattr(report, name).extend(getattr(taken, name))
    for problem in problems:
        getattr(report, KINDS[type(problem)]).append((problem.uri, problem.reason))
    report.notes.extend((p.uri, note) for p in pictures if isinstance(p, Scanned) for note in p.notes)


def _write_files(workspace: Workspace, picture: Scanned) -> str | None:
    """Write thumbnail and, where its bytes were kept, our copy; before the database names them."""
    thumbnail = workspace.thumbnail(picture.sha256)
    if not thumbnail.exists():
        with atomic_write(thumbnail, durable=False) as file:
            file.write(picture.thumbnail)
    if picture.data is None:
        return None
    copy = workspace.copy(picture.sha256, SUFFIXES.get(picture.format, f".{picture.format.lower()}"))
    if not copy.exists():
        with atomic_write(copy) as file:
            file.write(picture.data)
    return str(copy)
