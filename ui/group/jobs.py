"""Asking for a sweep, and watching it."""

import streamlit as st

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from ui.acting import act
from ui.components.job_list import state
from ui.person import may_cancel


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


def _cancel(project: Project, job: Job) -> None:
    def edit(_base: int) -> str:
        project.cancel(job.id)
        return "The sweep stops within seconds; what is finished is kept."

    act(project, edit)


def _draw(project: Project, job: Job) -> None:
    words, stop = st.columns([6, 1], vertical_alignment="center")
    words.text(f"Sweeping with {job.arguments.get('encoder') or 'the newest encoder'} · {state(job)}")
    if job.state == "running" and job.total:
        words.progress(min(job.done / job.total, 1.0))
    stop.button(
        "Stopping" if job.cancel_requested else "Cancel",
        key=f"cancel-{job.id}",
        **may_cancel(job),
        on_click=_cancel,
        args=(project, job),
    )


def watch(project: Project, group: str) -> None:
    """Draw the group's sweeps at work; look every second, and draw the page anew when one ends."""
    before = [job.id for job in sweeping(project, group)]

    @st.fragment(run_every=1.0 if before else None)
    def look() -> None:
        jobs = sweeping(project, group)
        if [job.id for job in jobs] != before:
            st.rerun()
        for job in jobs:
            with st.container(border=True):
                _draw(project, job)

    look()
