"""What an export is asked for, where it may be written, and how it is packed for a download."""

import re
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.images_page.roots import roots
from ui.label.apart import apart

SPLITS = ("train", "val", "test")
LARGEST_DOWNLOAD = 200_000_000
"""Bytes of a zip that the dashboard holds in memory for a session."""


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What of a label set shall be written, and how; `splits` are fractions of train, val and test, or None."""

    label_set: str
    format: str
    version: int | None
    splits: tuple[float, float, float] | None
    seed: int = 0
    licence: str = ""
    links: str = "copy"
    overwrite: bool = False

    def arguments(self, to: Path) -> dict[str, Any]:
        """Return what `Project.export` takes."""
        return {
            "label_set": self.label_set,
            "format": self.format,
            "to": str(to),
            "version": self.version,
            "splits": self.splits,
            "seed": self.seed,
            "licence": self.licence,
            "links": self.links,
            "overwrite": self.overwrite,
        }


def safe_name(*parts: str) -> str:
    """Return names joined to one that every file system takes."""
    return "-".join(re.sub(r"[^A-Za-z0-9._]+", "-", part).strip("-.") or "x" for part in parts)[:120]


def exports_folder(project: Project) -> Path:
    """Return the folder of the workspace in which exports are proposed."""
    return project.workspace.home.resolve() / "exports"


def allowed_target(project: Project, text: str) -> Path:
    """Return the folder to write, absolute; raises GrouplineError outside the workspace's exports and the roots."""
    if not text.strip() or "\0" in text:
        raise GrouplineError("Name the folder to write.")
    path = Path(text.strip()).expanduser().absolute().resolve()
    allowed = (exports_folder(project), *roots())
    if not any(path.is_relative_to(root) and path != root for root in allowed):
        raise GrouplineError(f"{path} lies outside the folders that may be written: {', '.join(map(str, allowed))}.")
    return path


def fractions(percentages: Sequence[int]) -> tuple[float, float, float]:
    """Return percentages of train, val and test as fractions; raises GrouplineError where they do not sum to 100."""
    train, val, test = percentages
    if train + val + test != 100:
        raise GrouplineError(f"The shares of train, val and test sum to {sum(percentages)} %; they have to sum to 100.")
    return train / 100, val / 100, test / 100


def counts_table(counts: dict[str, dict[str, int]]) -> pd.DataFrame:
    """Return one row a class with its images in each split and in all, and a last row of sums."""
    rows = [[name, *(own.get(split, 0) for split in SPLITS), sum(own.values())] for name, own in counts.items()]
    table = pd.DataFrame(rows, columns=["Class", *SPLITS, "All"])
    total = pd.DataFrame([["All", *table[[*SPLITS, "All"]].sum()]], columns=table.columns)
    return pd.concat([table, total], ignore_index=True)


def preview(project: Project, request: ExportRequest) -> dict[str, Any]:
    """Return what the export would hold, near-duplicates that lie in two splits included."""
    return apart(
        project,
        "preview",
        label_set=request.label_set,
        version=request.version,
        splits=request.splits,
        seed=request.seed,
    )


def write(project: Project, request: ExportRequest, to: Path) -> dict[str, Any]:
    """Write the export into a folder and return its manifest."""
    to.parent.mkdir(parents=True, exist_ok=True)
    return apart(project, "export", **request.arguments(to))


def packed(project: Project, request: ExportRequest) -> tuple[dict[str, Any], bytes]:
    """Return the export's manifest, and all of it as the bytes of a zip.

    Raises GrouplineError where that is too large for a download.
    """
    room = exports_folder(project) / f".download-{uuid.uuid4().hex}"
    name = safe_name(project.name, request.label_set, request.format)
    try:
        manifest = write(project, request, room / name)
        archive = Path(shutil.make_archive(str(room / "packed"), "zip", room, name))
        if archive.stat().st_size > LARGEST_DOWNLOAD:
            megabytes = archive.stat().st_size // 1_000_000
            raise GrouplineError(
                f"The export is {megabytes:,} MB as a zip, too large to download: write it to a folder."
            )
        return manifest, archive.read_bytes()
    finally:
        shutil.rmtree(room, ignore_errors=True)
