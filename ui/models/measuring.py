"""Measuring more of a model in the worker: the request, how far it is, and why it failed."""

from typing import Any

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job, recent_jobs
from ui.acting import act
from ui.components.job_list import heading, state
from ui.person import may_cancel
from ui.plain import plain

KINDS = ("evaluate", "look-at-errors", "deploy")


def ask(project: Project, model: str, kind: str = "evaluate", **arguments: Any) -> None:
    """Hand a measurement to the worker."""

    def edit(_base: int) -> str:
        project.submit(kind, model=model, **arguments)
        return ""

    act(project, edit)


def jobs_of(jobs: list[Job], model: str) -> list[Job]:
    """Return the active measurements of a model, else its newest one where that failed."""
    own = [job for job in jobs if job.kind in KINDS and str(job.arguments.get("model", "")) == model]
    return [job for job in own if job.active] or [job for job in own[:1] if job.state == "failed"]


def measuring(project: Project, model: str) -> None:
    """Draw the measurements of a model at work; look every second, and draw the page anew when one ends."""
    before = [job.id for job in _jobs(project, model) if job.active]

    @st.fragment(run_every=1.0 if before else None)
    def look() -> None:
        jobs = _jobs(project, model)
        if set(before) - {job.id for job in jobs if job.active}:
            st.rerun()
        for job in jobs:
            _draw(project, job)

    look()


def _jobs(project: Project, model: str) -> list[Job]:
    return jobs_of(recent_jobs(project.workspace.database, project=project.name), model)


def _draw(project: Project, job: Job) -> None:
    if not job.active:
        st.error(plain(job.error or ""))
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        share = min(job.done / job.total, 1.0) if job.state == "running" and job.total else 0.0
        what = {"folds": "on folds", "curve": "a learning curve", "gold": "on the gold set"}
        st.progress(
            share, text=plain(f"{heading(job)} {what.get(job.arguments.get('on', ''), '')} · {state(job)}", 160)
        )
        st.button(
            "Stopping" if job.cancel_requested else "Cancel",
            key=f"measure-cancel-{job.id}",
            **may_cancel(job, "Stops within seconds; finished folds and shares are kept."),
            on_click=_cancel,
            args=(project, job),
        )


def _cancel(project: Project, job: Job) -> None:
    def edit(_base: int) -> str:
        project.cancel(job.id)
        return "It stops within seconds; what is finished is kept."

    act(project, edit)
