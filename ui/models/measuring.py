"""Measuring more of a model in the worker: the request, how far it is, and why it failed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job, recent_jobs
from ui.acting import act
from ui.awaiting import progress, watched
from ui.components.job_words import heading
from ui.plain import plain

KINDS = ("evaluate", "look-at-errors", "deploy")
STOPPING = "Stops within seconds; finished folds and shares are kept."


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

    def find() -> list[Job]:
        return jobs_of(recent_jobs(project.workspace.database, project=project.name), model)

    def draw(jobs: Sequence[Job]) -> None:
        for job in jobs:
            _draw(project, job)

    watched(find, draw)


def _draw(project: Project, job: Job) -> None:
    if job.active:
        of = {"folds": " on folds", "curve": " a learning curve", "gold": " on the gold set"}
        progress(project, job, heading(job) + of.get(job.arguments.get("on", ""), ""), help=STOPPING, border=True)
    else:
        st.error(plain(job.error or ""))
