"""Asking for a prediction, and how far it is."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job, recent_jobs
from ui.acting import act
from ui.components.job_list import no_worker, state
from ui.label.reading import label_set_of
from ui.person import may_cancel, not_allowed
from ui.plain import plain
from ui.predict.choosing import Chosen
from ui.wording import counted

KIND = "predict"


def n_unlabeled(project: Project, label_set: str) -> int:
    """Return how many images of the project have no label in a set and are not discarded."""
    gone, labels = set(project.discarded()), label_set_of(project, label_set).labels
    return sum(i not in labels and i not in gone for i in project.picture_columns().ids.tolist())


def newest(project: Project) -> Job | None:
    """Return the newest prediction's job; None where there was none."""
    jobs = recent_jobs(project.workspace.database, project=project.name)
    return next((job for job in jobs if job.kind == KIND), None)


def ask(project: Project, chosen: Chosen) -> None:
    """Draw the button that asks for proposals, while they are made how far that is, and after it failed why."""
    first = newest(project)
    active = first is not None and first.active
    n = n_unlabeled(project, chosen.one.model.label_set)

    @st.fragment(run_every=1.0 if active else None)
    def watch() -> None:
        job = newest(project)
        if active != (job is not None and job.active):  # begun by the button below, or over by now
            st.query_params.pop("run", None)  # the new proposals are what is looked at
            st.rerun()
        if job is not None and job.active:
            _progress(project, job)
        else:
            _button(project, chosen, n, job)

    watch()


def _progress(project: Project, job: Job) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        share = min(job.done / job.total, 1.0) if job.state == "running" and job.total else 0.0
        st.progress(share, text=plain(f"Predicting · {state(job)}", 160))
        st.button(
            "Stopping" if job.cancel_requested else "Cancel",
            key=f"predict-cancel-{job.id}",
            **may_cancel(
                job, "Stops within seconds; what is finished is kept, and the prediction can go on from there."
            ),
            on_click=partial(_cancel, project, job),
        )
    if no_worker([job]):
        st.warning("No worker takes this up. `make run` starts one with the dashboard.")


def _cancel(project: Project, job: Job) -> None:
    def edit(_base: int) -> str:
        project.cancel(job.id)
        return "It stops within seconds; what is finished is kept."

    act(project, edit)


def _button(project: Project, chosen: Chosen, n: int, job: Job | None) -> None:
    if job is not None and job.state == "failed":
        st.error(plain(f"The last prediction failed: {job.error}"))
    reason = not_allowed("run jobs")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Propose classes for {counted(n, 'unlabeled image')}" if n else "Propose classes",
            key="predict",
            type="primary",
            disabled=bool(reason) or not n,
            help=reason or None,
            on_click=partial(_submit, project, chosen),
        )
        if n:
            st.caption("Labels stay as they are until somebody accepts a proposal.")
        else:
            st.caption(f"Every image has a label in '{plain(chosen.one.model.label_set)}': nothing is left to propose.")


def _submit(project: Project, chosen: Chosen) -> None:
    def edit(_base: int) -> str:
        second = {} if chosen.strong is None else {"strong": chosen.strong.model.key}
        floor = {} if chosen.threshold is None else {"threshold": chosen.threshold}
        project.submit(KIND, model=chosen.one.model.key, **floor, **second)
        return ""

    act(project, edit)
