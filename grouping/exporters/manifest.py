"""`manifest.json`: what an export holds, and the mark by which it is known as one."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from grouping.errors import GrouplineError

MANIFEST = "manifest.json"
MARK = "groupline-export"
LAYOUT = 1
"""Rises when the meaning of the manifest's fields changes."""

_PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export is.

    `counts` and `provenance` are those of `grouping.exporters.provenance`; `classes` has name, folder (None where
    the format has no class folders), color, key and description; `files` maps each path (with '/') but the
    manifest's own to its SHA-256; `unreadable` has uri and reason of the images left out; `created_at` is ISO, UTC.
    """

    format: str
    project: str
    label_set: str
    version: int | None
    content_hash: str
    licence: str
    created_at: str
    program: str
    links: str
    counts: Mapping[str, Any]
    classes: tuple[Mapping[str, Any], ...]
    provenance: Mapping[str, Any]
    unreadable: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def title(self) -> str:
        """What was exported, and when, for people."""
        number = "" if self.version is None else f" v{self.version}"
        return f"'{self.label_set}'{number} of project '{self.project}' as {self.format}, {self.created_at}"

    def class_folders(self) -> dict[str, str]:
        """Return folder name -> class name; empty for formats without class folders."""
        return {one["folder"]: one["name"] for one in self.classes if one["folder"] is not None}

    def write(self, folder: Path) -> None:
        """Write `manifest.json`; the last file of an export."""
        content = {"kind": MARK, "layout": LAYOUT, **asdict(self)}
        with (folder / MANIFEST).open("x", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.write("\n")


def read_manifest(folder: Path) -> Manifest:
    """Read an export's manifest; raises GrouplineError where the folder is no export, or one of a newer Groupline."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GrouplineError(
            f"{folder} is not an export: {MANIFEST} is missing or cannot be read ({error})."
        ) from error
    if not isinstance(content, dict) or content.get("kind") != MARK:
        raise GrouplineError(f"{folder} is not an export: its {MANIFEST} was not written by Groupline.")
    if content.get("layout") != LAYOUT:
        raise GrouplineError(f"{path} has layout {content.get('layout')}; this Groupline reads {LAYOUT}: update it.")
    lacking = [field.name for field in fields(Manifest) if field.name not in content]
    if lacking:
        raise GrouplineError(f"{path} is damaged: it has no {', '.join(lacking)}. Export again.")
    values = {field.name: content[field.name] for field in fields(Manifest)}
    return Manifest(**values | {name: tuple(values[name]) for name in ("classes", "unreadable", "notes")})


@cache
def program_version() -> str:
    """Return the name and version of this program."""
    try:
        return f"Groupline {version('groupline')}"
    except PackageNotFoundError:  # runs from its checkout, not installed
        project = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["project"]
        return f"Groupline {project['version']}"
