"""The jobs of the worker: what runs, how far it is, what went wrong; cancel, and start again."""

from collections.abc import Collection
from datetime import timedelta

import streamlit as st

from grouping.errors import GrouplineError
from grouping.jobs.records import Job, cancel
from grouping.project import Project
from grouping.store.models import now
from grouping.store.workspace import Workspace
from ui.overview import latest_jobs
from ui.plain import plain
from ui.wording import ago, counted, duration

VERBS = {"import": "Importing", "encode": "Encoding", "sweep": "Sweeping", "grow": "Growing"}
MARKS = {"done": "✓", "failed": "✕", "cancelled": "–", "interrupted": "!", "queued": "…"}
PATIENCE = timedelta(seconds=20)
"""A job that waits for longer while nothing runs has no worker."""


def subject(job: Job) -> str:
    """Return what the job is about beside its project: the encoder, the source, the group; '' where it says nothing."""
    arguments = job.arguments or {}
    if job.kind == "encode":
        return " · ".join(str(arguments[key]) for key in ("encoder", "preprocessing") if arguments.get(key))
    if job.kind == "import":
        return str(arguments.get("source", ""))
    group = str(arguments.get("group", ""))
    return "" if group in ("", "root") else f"group {group}"


def heading(job: Job) -> str:
    """Return what the job does, and on which project."""
    return f"{VERBS.get(job.kind, job.kind.capitalize())} · {job.project}"


def state(job: Job) -> str:
    """Return how the job stands, in words."""
    if job.state == "running":
        stopping = "stopping" if job.cancel_requested else ""
        return " · ".join(part for part in (stopping, _so_far(job), _rate(job), _left(job), job.message) if part)
    if job.state == "queued":
        return "waits for the worker"
    if job.state == "interrupted":
        return "lost its worker; goes on where it stopped as soon as one is there"
    return f"{job.state} {ago(job.finished_at or job.created_at)}"


def _so_far(job: Job) -> str:
    return f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,} so far"


def _rate(job: Job) -> str:
    return f"{job.rate:,.1f}/s" if job.rate else ""


def _left(job: Job) -> str:
    return f"{duration(job.seconds_left)} left" if job.seconds_left is not None else ""


def no_worker(jobs: Collection[Job]) -> bool:
    """Whether a job has waited so long, with none running, that most likely no worker is there."""
    waiting = [job for job in jobs if job.state == "queued" and now() - job.created_at > PATIENCE]
    return bool(waiting) and not any(job.state == "running" for job in jobs)


def _draw(job: Job, key: str, *, compact: bool = False) -> None:
    about = subject(job)
    with st.container(gap="xxsmall"), st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"{MARKS.get(job.state, '')} **{plain(heading(job), 80)}**")
            if about:
                st.caption(plain(about, 40 if compact else 120))
            st.caption(plain(state(job)))
            if job.state == "running" and job.total:
                st.progress(min(job.done / job.total, 1.0))
            if job.error:
                st.caption(f":red[{plain(job.error)}]")
        _button(job, key)


def _button(job: Job, key: str) -> None:
    if job.active:
        st.button(
            "Cancel",
            key=f"{key}-cancel-{job.id}",
            disabled=job.cancel_requested,
            help="Stops within seconds; what is finished is kept.",
            on_click=cancel,
            args=(Workspace.at().database, job.id),
        )
    elif job.state in ("failed", "cancelled"):
        again = st.button("Resume", key=f"{key}-again-{job.id}", help="Starts it again; only what is missing is done.")
        if again:
            _start_again(job)


def _start_again(job: Job) -> None:
    try:
        Project.open(job.project).submit(job.kind, **job.arguments)
    except GrouplineError as error:
        st.error(plain(error))
    else:
        st.rerun()


def _resumed(job: Job, jobs: Collection[Job]) -> bool:
    """Whether a later job of the same kind and arguments took its place."""
    return any(
        other.id > job.id
        and (other.kind, other.project, other.arguments) == (job.kind, job.project, job.arguments)
        for other in jobs
    )


def shown_jobs(jobs: Collection[Job], project: str, kinds: Collection[str], limit: int) -> list[Job]:
    """Return the jobs of a project and of these kinds ('' and empty: of all), without those that were resumed."""
    fitting = [job for job in jobs if project in ("", job.project) and (not kinds or job.kind in kinds)]
    return [job for job in fitting if job.active or not _resumed(job, fitting)][:limit]


def _note_no_worker(jobs: Collection[Job]) -> None:
    if no_worker(jobs):
        st.warning("No worker takes this up. `make run` starts one with the dashboard, `python -m grouping worker` alone.")


def job_list(project: str = "", kinds: Collection[str] = (), limit: int = 6, key: str = "jobs") -> None:
    """Draw the newest jobs; while one is active, look again every second without redrawing the page."""
    active_before = any(job.active for job in shown_jobs(latest_jobs(50), project, kinds, 50))

    @st.fragment(run_every=1.0 if active_before else None)
    def watch() -> None:
        every = latest_jobs(50)
        jobs = shown_jobs(every, project, kinds, limit)
        n_active = sum(job.active for job in shown_jobs(every, project, kinds, 50))
        if active_before and not n_active:
            st.rerun()  # the last one ended: draw the page anew, without the polling
        st.subheader("Jobs" if not n_active else f"Jobs · {counted(n_active, 'active', 'active')}")
        if not jobs:
            st.caption("No job has run yet.")
        _note_no_worker(every)
        for job in jobs:
            _draw(job, key)

    watch()


def active_jobs(limit: int = 4) -> None:
    """Draw the jobs that have work to do, small, for the sidebar; nothing where there are none."""
    before = {job.id for job in latest_jobs(50) if job.active}
    if not before:
        return

    @st.fragment(run_every=1.0)
    def watch() -> None:
        every = latest_jobs(50)
        jobs = [job for job in every if job.active]
        if before - {job.id for job in jobs}:
            st.rerun()  # one ended: the counts beside the pages have changed
        st.caption(counted(len(jobs), "job runs or waits", "jobs run or wait"))
        for job in jobs[:limit]:
            _draw(job, "sidebar", compact=True)

    watch()
