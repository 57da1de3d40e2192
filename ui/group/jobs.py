"""Asking for a sweep, and watching it."""

from collections.abc import Sequence
from functools import partial

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from ui.awaiting import progress, watched


def sweeping(project: Project, group: str) -> list[Job]:
    """Return the sweeps of this group that wait or run, the one that goes first first."""
    jobs = recent_jobs(project.workspace.database, project=project.name)
    own = [job for job in jobs if job.kind == "sweep" and job.arguments.get("group") == group]
    return sorted((job for job in own if job.active), key=lambda job: job.id)


def last_failure(project: Project, group: str) -> Job | None:
    """Return the newest sweep of this group where it failed; None where none did, or a later one did not."""
    jobs = recent_jobs(project.workspace.database, project=project.name)
    own = [job for job in jobs if job.kind == "sweep" and job.arguments.get("group") == group]
    return own[0] if own and own[0].state == "failed" else None


def watch(project: Project, group: str) -> None:
    """Draw the group's sweeps at work; look every second, and draw the page anew when one ends."""

    def draw(jobs: Sequence[Job]) -> None:
        for job in jobs:
            encoder = job.arguments.get("encoder") or "the newest encoder"
            progress(project, job, f"Sweeping with {encoder}", border=True)

    watched(partial(sweeping, project, group), draw)
