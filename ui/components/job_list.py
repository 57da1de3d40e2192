"""The jobs of the worker: what runs, how far it is, what went wrong."""

import streamlit as st

from grouping.jobs.records import Job
from ui.overview import latest_jobs
from ui.wording import ago, counted, duration

VERBS = {"import": "Importing", "encode": "Encoding", "sweep": "Sweeping"}
MARKS = {"done": "✓", "failed": "✕", "cancelled": "–", "interrupted": "!", "queued": "…"}


def heading(job: Job) -> str:
    """Return what the job does, and on which project."""
    return f"{VERBS.get(job.kind, job.kind.capitalize())} · {job.project}"


def state(job: Job) -> str:
    """Return how the job stands, in words."""
    if job.state == "running":
        return " · ".join(part for part in (_so_far(job), _left(job), job.message) if part)
    if job.state == "queued":
        return "waits for the worker"
    if job.state == "interrupted":
        return "lost its worker; goes on where it stopped as soon as one is there"
    return f"{job.state} {ago(job.finished_at or job.created_at)}"


def _so_far(job: Job) -> str:
    return f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,} so far"


def _left(job: Job) -> str:
    return f"{duration(job.seconds_left)} left" if job.seconds_left is not None else ""


def _draw(job: Job) -> None:
    st.markdown(f"{MARKS.get(job.state, '')} **{heading(job)}** — {state(job)}")
    if job.state == "running" and job.total:
        st.progress(min(job.done / job.total, 1.0))
    if job.error:
        st.caption(job.error)


def job_list() -> None:
    """Draw the newest jobs; while one is active, look again every second without redrawing the page."""
    active_before = any(job.active for job in latest_jobs())

    @st.fragment(run_every=1.0 if active_before else None)
    def watch() -> None:
        jobs = latest_jobs()
        if active_before and not any(job.active for job in jobs):
            st.rerun()  # the last one ended: draw the page anew, without the polling
        n_active = sum(job.active for job in jobs)
        st.subheader("Jobs" if not n_active else f"Jobs · {counted(n_active, 'active', 'active')}")
        if not jobs:
            st.caption("No job has run yet.")
        for job in jobs:
            _draw(job)

    watch()
