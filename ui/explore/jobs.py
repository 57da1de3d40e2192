"""The sweep, the split or the growing of one group, while it runs and when it failed."""

from functools import partial

import streamlit as st

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from grouping.tree import ROOT
from ui.awaiting import progress, watched_one
from ui.plain import plain

VERBS = {"sweep": "Sweeping", "split": "Splitting", "grow": "Growing"}


def job_of(project: Project, path: str) -> Job | None:
    """Return the newest sweep, split or growing of a group; None where there was none."""
    for job in recent_jobs(project.workspace.database, project=project.name):
        if job.kind in VERBS and job.arguments.get("group", ROOT) == path:
            return job
    return None


def watch_job(project: Project, path: str) -> bool:
    """Draw the group's job, each second anew while it is active, and return whether it is."""
    first = job_of(project, path)
    if first is None or not (first.active or first.error):
        return False

    return watched_one(partial(job_of, project, path), partial(_draw, project))


def _draw(project: Project, job: Job | None) -> None:
    if job is not None and job.active:
        progress(project, job, f"{VERBS[job.kind]} this group", border=True)
    elif job is not None and job.error:
        st.error(f"{VERBS[job.kind]} this group {job.state}: {plain(job.error, 400)}")
