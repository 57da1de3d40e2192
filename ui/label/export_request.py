"""What an export is asked for, where it may be written, and the jobs that preview, write and pack it."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from grouping.errors import GrouplineError
from grouping.jobs.records import Job
from grouping.project import Project
from ui.images_page.roots import roots

SPLITS = ("train", "val", "test")


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


def to_folder(project: Project, request: ExportRequest, to: Path) -> dict[str, Any]:
    """Return the arguments of the job that writes an export into a folder."""
    return {**request.arguments(to), "since": _now()}


def to_download(project: Project, request: ExportRequest) -> dict[str, Any]:
    """Return the arguments of the job that packs an export as a zip."""
    token = secrets.token_hex(16)
    to = project.workspace.download(token) / safe_name(project.name, request.label_set, request.format)
    return {**replace(request, overwrite=True).arguments(to), "download": token, "since": _now()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def preview_arguments(project: Project, request: ExportRequest) -> dict[str, Any]:
    """Return the arguments of the job that counts an export; other ones as soon as anything it rests on changes."""
    return {
        "label_set": request.label_set,
        "version": request.version,
        "splits": None if request.splits is None else list(request.splits),
        "seed": request.seed,
        "at": project.version(),
    }


def newest(jobs: Iterable[Job], kind: str, **arguments: Any) -> Job | None:
    """Return the first job of a kind that has these arguments, among others; jobs come newest first."""
    fitting = (job for job in jobs if job.kind == kind)
    return next((job for job in fitting if all(job.arguments.get(k) == v for k, v in arguments.items())), None)
