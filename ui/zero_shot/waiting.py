"""What a page shows while the worker makes what it needs: asked for once, looked at often, till it is there."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from ui.acting import tell
from ui.awaiting import ask_for, cancel_button, newest, watched_one
from ui.components.job_words import heading, no_worker, share, state
from ui.person import not_allowed
from ui.plain import plain

OFTEN = 0.15
"""Seconds between two looks: somebody is waiting."""
MOMENT = 0.6
"""Seconds that a page waits before it shows that it is waiting."""


@dataclass(frozen=True)
class Wanted:
    """Work for the worker: a kind of job with its arguments, and in words what is under way and what it is for."""

    kind: str
    arguments: Mapping[str, Any]
    working: str
    still_missing: str
    """Said where the work is done, and what was wanted is not there all the same."""

    def job(self, project: Project) -> Job | None:
        """Return the newest job with these arguments; None where there is none."""
        return newest(project, self.kind, self.arguments)


def soon(project: Project, wanted: Wanted) -> bool:
    """Ask for work where nobody has yet, and return whether it was done within a moment.

    So a page that waits for a sentence is drawn once, with the answer, and not twice.
    """
    job = wanted.job(project)
    if job is None and not not_allowed("run jobs"):
        _begin(project, wanted)
    until = time.monotonic() + MOMENT
    while (job := wanted.job(project)) is not None and job.active and time.monotonic() < until:
        if job.state == "queued" and any(one.state == "running" for one in recent_jobs(project.workspace.database)):
            return False  # the worker is busy with other work, which takes longer
        time.sleep(0.02)
    return job is not None and job.state == "done"


def wait_for(project: Project, wanted: Wanted) -> None:
    """Ask for the work where nobody has yet, and draw how it goes; the page is drawn anew once it is over."""
    job = wanted.job(project)
    reason = not_allowed("run jobs")
    if job is None and not reason:
        _begin(project, wanted)
        job = wanted.job(project)
    if job is None:
        st.info(plain(f"{wanted.working}: somebody else has to ask for this. {reason}"))
    elif job.active:
        _watch(project, wanted)
    else:
        _ended(project, wanted, job, reason)


def _begin(project: Project, wanted: Wanted) -> None:
    ask_for(project, wanted.kind, wanted.arguments)
    tell()  # the page that asks is drawn already


def _watch(project: Project, wanted: Wanted) -> None:
    def draw(job: Job | None) -> None:
        if job is None or not job.active:
            st.rerun()  # it ended since the page looked
        st.html(f'<div data-waiting="{wanted.kind}" hidden></div>')
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="waiting"):
            st.progress(share(job), text=plain(f"{wanted.working} · {_how(project, job)}", 200))
            cancel_button(project, job)

    watched_one(partial(wanted.job, project), draw, every=OFTEN)


def _how(project: Project, job: Job) -> str:
    """Return how a job stands; one that waits names what the worker is busy with."""
    if job.state != "queued":
        return state(job)
    jobs = recent_jobs(project.workspace.database)
    if no_worker(jobs):
        return "no worker takes this up: `make run` starts one with the dashboard"
    busy = next((one for one in jobs if one.state == "running"), None)
    return "waits for the worker" if busy is None else f"waits, for the worker is busy: {heading(busy)}"


def _ended(project: Project, wanted: Wanted, job: Job, reason: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if job.state == "done":
            st.error(plain(wanted.still_missing))
        else:
            st.error(plain(job.error or "Cancelled before it was done.", 600))
        st.button(
            "Try again",
            key=f"waiting-again-{wanted.kind}",
            disabled=bool(reason),
            help=reason or None,
            on_click=partial(ask_for, project, wanted.kind, wanted.arguments),
        )
