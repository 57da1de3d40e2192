"""What the first page shows, read from the workspace into plain values."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from grouping.jobs.records import Job, recent_jobs
from grouping.project import describe_project
from grouping.store.pictures import PictureColumns
from grouping.store.workspace import Workspace
from grouping.tree import Group
from ui.person import open_as_person

EXAMPLES = 4
"""Thumbnails on a group's card."""


@dataclass(frozen=True, slots=True)
class GroupCard:
    """One group as its card shows it; `examples` are checksums of images spread evenly over the group."""

    path: str
    size: int
    share: float
    source: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectOverview:
    """One project: its counts, its encoders, and the groups that were not split further."""

    name: str
    created_at: datetime
    n_images: int
    n_rejected: int
    encoders: tuple[str, ...]
    n_sweeps: int
    groups: tuple[GroupCard, ...]
    aspect: float
    """Width over height of the typical image, for laying out its thumbnails."""

    @property
    def n_ungrouped(self) -> int:
        """Images that are in none of the groups: those that came after the split."""
        return self.n_images - sum(group.size for group in self.groups)

    @property
    def method(self) -> str:
        """How the groups came to be; empty where nothing has been split or where levels differ."""
        sources = {group.source for group in self.groups}
        return sources.pop() if len(sources) == 1 else ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: said in a sentence, done on a page, with the words on its button."""

    sentence: str
    action: str
    page: str


def next_step(project: ProjectOverview) -> NextStep:
    """Return what to do next with a project."""
    if not project.n_images:
        return NextStep("The project has no images yet.", "Import images", "images.py")
    if not project.encoders:
        return NextStep("The images have no embeddings yet.", "Encode", "encode.py")
    if not project.n_sweeps:
        return NextStep("Nothing has been clustered yet.", "Run a sweep", "group.py")
    if not project.groups:
        return NextStep("A sweep is done; look at its pick and take it.", "Look at the sweep", "group.py")
    return NextStep("The groups are there to be looked at, corrected and promoted to labels.", "Explore", "explore.py")


def spread(ids: tuple[int, ...], wanted: int = EXAMPLES) -> tuple[int, ...]:
    """Return `wanted` of the ids, or fewer, evenly spaced from the middle of each equal share."""
    n = min(wanted, len(ids))
    return tuple(ids[(2 * i + 1) * len(ids) // (2 * n)] for i in range(n))


def _card(group: Group, images: PictureColumns) -> GroupCard:
    examples = tuple(images.checksum(row) for row in images.rows(spread(group.image_ids)))
    return GroupCard(group.path, group.size, group.size / len(images.ids), group.source, examples)


def project_overview(name: str) -> ProjectOverview:
    """Return what a project holds.

    Raises UnknownNameError when there is no such project.
    """
    project = open_as_person(name)
    summary = describe_project(name)
    images = project.picture_columns()
    groups = tuple(_card(group, images) for group in project.groups() if group.depth > 0)
    return ProjectOverview(
        name=name,
        created_at=summary.created_at,
        n_images=len(images.ids),
        n_rejected=summary.n_rejected,
        encoders=summary.encoders,
        n_sweeps=summary.sweeps,
        groups=groups,
        aspect=images.aspect(np.arange(len(images.ids))),
    )


def latest_jobs(limit: int = 6) -> list[Job]:
    """Return the newest jobs, first those that still have work to do."""
    jobs = recent_jobs(Workspace.at().database, limit=50)
    return sorted(jobs, key=lambda job: not job.active)[:limit]
