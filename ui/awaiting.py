"""Parts of a page that wait for jobs of the worker: asked for, looked at while they are active, stopped."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from ui.acting import act, tell, untold
from ui.components.job_words import no_worker, share, state
from ui.person import may_cancel
from ui.plain import plain

SECOND = 1.0
STOPS = "It stops within seconds; what is finished is kept."


def newest(project: Project, kind: str, arguments: Mapping[str, Any] | None = None) -> Job | None:
    """Return the newest job of a kind, where given with just these arguments; None where there is none."""
    jobs = recent_jobs(project.workspace.database, project=project.name)
    return next((job for job in jobs if job.kind == kind and arguments in (None, job.arguments)), None)


def watched(
    find: Callable[[], Sequence[Job]],
    draw: Callable[[Sequence[Job]], None],
    *,
    ended: Callable[[], None] | None = None,
    every: float = SECOND,
) -> bool:
    """Draw jobs, look at them again while one is active, and return whether one is.

    Once other jobs are active than were when the page was drawn (one ended, or a button of this part began one),
    the page is drawn anew, after `ended` where one has ended; until then nothing else is. It is drawn anew, too, to
    tell how what a button of this part asked for ended. `every` is in seconds.
    """
    tell()
    before = _active(find())

    @st.fragment(run_every=every if before else None)
    def look() -> None:
        jobs = find()
        if ended is not None and before - _active(jobs):
            ended()
        if _active(jobs) != before or untold():
            st.rerun()
        draw(jobs)

    look()
    return bool(before)


def watched_one(
    find: Callable[[], Job | None],
    draw: Callable[[Job | None], None],
    *,
    ended: Callable[[], None] | None = None,
    every: float = SECOND,
) -> bool:
    """Do what `watched` does for one job, or none."""

    def found() -> list[Job]:
        job = find()
        return [] if job is None else [job]

    return watched(found, lambda jobs: draw(jobs[0] if jobs else None), ended=ended, every=every)


def _active(jobs: Sequence[Job]) -> set[int]:
    return {job.id for job in jobs if job.active}


def progress(project: Project, job: Job, words: str, *, help: str | None = None, border: bool = False) -> None:
    """Draw how far a job is, with the button that stops it."""
    with st.container(border=border, horizontal=True, vertical_alignment="center", gap="small"):
        st.progress(share(job), text=plain(f"{words} · {state(job)}" if words else state(job), 200))
        cancel_button(project, job, help)


def cancel_button(project: Project, job: Job, help: str | None = None) -> None:
    """Draw the button that stops a job, for who may."""
    st.button(
        "Stopping" if job.cancel_requested else "Cancel",
        key=f"cancel-{job.id}",
        **may_cancel(job, help or STOPS),
        on_click=partial(_stop, project, job.id),
    )


def note_no_worker(jobs: Collection[Job]) -> None:
    """Say what to do where jobs wait and most likely no worker is there."""
    if no_worker(jobs):
        st.warning(
            "No worker takes this up. `make run` starts one with the dashboard, `python -m grouping worker` alone."
        )


def ask_for(project: Project, kind: str, arguments: Mapping[str, Any]) -> None:
    """Ask the worker for a job, as what a button calls; a refusal is told by the page."""

    def edit(_base: int) -> str:
        project.submit(kind, **arguments)
        return ""

    act(project, edit)


def _stop(project: Project, job_id: int) -> None:
    def edit(_base: int) -> str:
        project.cancel(job_id)
        return STOPS

    act(project, edit)
