"""Asking for a prediction, and how far it is."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job
from ui.awaiting import ask_for, newest, note_no_worker, progress, watched_one
from ui.label.reading import label_set_of
from ui.person import not_allowed
from ui.plain import plain
from ui.predict.choosing import Chosen
from ui.wording import counted

KIND = "predict"
STOPPING = "Stops within seconds; what is finished is kept, and the prediction can go on from there."


def n_unlabeled(project: Project, label_set: str) -> int:
    """Return how many images of the project have no label in a set and are not discarded."""
    gone, labels = set(project.discarded()), label_set_of(project, label_set).labels
    return sum(i not in labels and i not in gone for i in project.picture_columns().ids.tolist())


def ask(project: Project, chosen: Chosen) -> None:
    """Draw the button that asks for proposals, while they are made how far that is, and after it failed why."""
    n = n_unlabeled(project, chosen.one.model.label_set)

    def draw(job: Job | None) -> None:
        if job is None or not job.active:
            _button(project, chosen, n, job)
            return
        progress(project, job, "Predicting", help=STOPPING, border=True)
        note_no_worker([job])

    watched_one(partial(newest, project, KIND), draw, ended=_look_at_newest)


def _look_at_newest() -> None:
    st.query_params.pop("run", None)


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
            on_click=partial(ask_for, project, KIND, _arguments(chosen)),
        )
        if n:
            st.caption("Labels stay as they are until somebody accepts a proposal.")
        else:
            st.caption(f"Every image has a label in '{plain(chosen.one.model.label_set)}': nothing is left to propose.")


def _arguments(chosen: Chosen) -> dict[str, object]:
    second = {} if chosen.strong is None else {"strong": chosen.strong.model.key}
    floor = {} if chosen.threshold is None else {"threshold": chosen.threshold}
    return {"model": chosen.one.model.key, **floor, **second}
