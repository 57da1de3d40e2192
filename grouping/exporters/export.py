"""Exporting a label set: complete or absent, with a manifest."""

import hashlib
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.exporters.catalogue import writer_of
from grouping.exporters.file_names import folder_names
from grouping.exporters.labeled import LabeledSet
from grouping.exporters.manifest import Manifest, program_version
from grouping.exporters.provenance import counts, provenance
from grouping.exporters.target import refuse_own_sources, refuse_target
from grouping.exporters.whole_folder import place_reserved, whole_folder
from grouping.exporters.writing import Options, Reader, Written
from grouping.types import Progress, silent


def export(
    labeled: LabeledSet,
    format: str,
    to: Path,
    *,
    read: Reader,
    overwrite: bool = False,
    links: str = "copy",
    skip_unreadable: bool = False,
    progress: Progress = silent,
) -> Manifest:
    """Write a label set into the folder `to` in a format of `catalogue.FORMATS`, and return its manifest.

    The folder appears at once when all of it is written and on the disk; an error, a cancellation (`progress` may
    raise CancelledError) or a kill leaves it as it was. `overwrite` replaces an earlier export, never other files;
    `links` is 'copy', 'hard' or 'symbolic'. `read` gives an image's bytes, which must still be those that were
    labeled.

    Raises UnknownNameError for an unknown format, and GrouplineError when there is nothing to export, the place is
    taken, images cannot be read (unless `skip_unreadable`), or the disk refuses.
    """
    writer = writer_of(format)
    place = Path(os.path.realpath(to))
    options = Options(links, skip_unreadable, progress, place.name)
    if not labeled.images:
        raise GrouplineError(f"Label set '{labeled.title}' has no labeled image: promote a group first.")
    try:
        with place_reserved(place):
            refuse_target(place, overwrite)
            refuse_own_sources(place, labeled)
            with whole_folder(place) as folder:
                written = writer(labeled, folder, read, options)
                manifest = _manifest(labeled, format, options, written, folder)
                manifest.write(folder)
    except OSError as error:
        raise GrouplineError(
            f"The export to {to} failed and left nothing: {error}. Free some space or check the rights, and try again."
        ) from error
    return manifest


def _manifest(labeled: LabeledSet, format: str, options: Options, written: Written, folder: Path) -> Manifest:
    images = [one.image for one in written.placed]
    folders = folder_names(one.name for one in labeled.classes) if format == "imagefolder" else {}
    known = {one.file: one.image.sha256 for one in written.placed if one.file}
    return Manifest(
        format=format,
        project=labeled.project,
        label_set=labeled.label_set,
        version=labeled.version,
        content_hash=labeled.content_hash,
        licence=labeled.licence,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program=program_version(),
        links=options.links,
        counts=counts(labeled.classes, images),
        classes=tuple(asdict(one) | {"folder": folders.get(one.name)} for one in labeled.classes),
        provenance=provenance(images),
        unreadable=tuple({"uri": uri, "reason": reason} for uri, reason in written.unreadable),
        notes=written.notes,
        files=known | _hashes(folder, set(known)),
    )


def _hashes(folder: Path, known: set[str]) -> dict[str, str]:
    """Return path -> SHA-256 of the files beside the images, whose own were checked as they were read."""
    paths = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names]
    others = sorted(path for path in paths if path.relative_to(folder).as_posix() not in known)
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in others}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
