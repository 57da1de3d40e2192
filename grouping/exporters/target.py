"""Whether an export may take a place: never that of a user's own files."""

import os
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.exporters.labeled import LabeledSet
from grouping.exporters.manifest import MANIFEST, read_manifest

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers leave behind."""


def refuse_target(to: Path, overwrite: bool) -> None:
    """Raise GrouplineError where an export to `to` would lose something.

    Allowed are a place where nothing is, an empty folder, and, with `overwrite`, an earlier export to which no one
    has added files.
    """
    if to.exists() and not to.is_dir():
        raise GrouplineError(f"{to} is a file: name a folder for the export.")
    if not to.exists() or not any(to.iterdir()):
        return
    try:
        manifest = read_manifest(to)
    except GrouplineError as error:
        raise GrouplineError(
            f"{to} holds files that are not an export, so it is left alone: name another folder. ({error})"
        ) from error
    if not overwrite:
        raise GrouplineError(
            f"{to} holds an export already ({manifest.title}): give --overwrite to replace it, or name another folder."
        )
    added = _files(to) - set(manifest.files) - {MANIFEST}
    if added:
        listed = ", ".join(sorted(added)[:5])
        raise GrouplineError(
            f"{to} holds {len(added):,} files that the export did not write ({listed}): move them away, or name "
            "another folder."
        )


def refuse_own_sources(to: Path, labeled: LabeledSet) -> None:
    """Raise GrouplineError where images of the set lie in the folder that the export would replace."""
    if not to.exists():
        return
    inside = [image.uri for image in labeled.images if Path(os.path.realpath(image.uri)).is_relative_to(to)]
    if inside:
        raise GrouplineError(
            f"{len(inside):,} images of this project lie in {to} itself (such as {inside[0]}), so it is not replaced: "
            "name another folder."
        )


def _files(folder: Path) -> set[str]:
    paths = (Path(parent) / name for parent, _, names in os.walk(folder) for name in names if name not in _LITTER)
    return {path.relative_to(folder).as_posix() for path in paths}
