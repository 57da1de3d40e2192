"""The trainings of a project: what runs, with its curves; what failed, as a sentence; what is done, as a link."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from classifiers.project import Project
from classifiers.recipes import make_spec, title_of
from grouping.errors import GrouplineError
from grouping.jobs.records import Job, recent_jobs
from ui.awaiting import ask_for, cancel_button, note_no_worker, watched
from ui.components.job_words import share, shown_jobs, state
from ui.figures.training import training_curves
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.wording import ago, counted

SHOWN = 6


def heading(arguments: Mapping[str, Any]) -> str:
    """Return what a training job makes, and of which data."""
    spec, recipe = arguments.get("spec", "logistic_regression"), str(arguments.get("recipe", "head"))
    try:
        title = title_of(make_spec(recipe, spec if isinstance(spec, Mapping) else {"head": spec}))
    except (GrouplineError, TypeError):
        title = recipe  # asked for by another version of Groupline, or by hand; the worker says what is wrong with it
    version = arguments.get("version")
    return (
        f"{title} · {f'version {version}' if version else 'a new version'} of '{arguments.get('label_set', 'labels')}'"
    )


def outcome(result: Mapping[str, Any]) -> str:
    """Return what a finished training reached, in words."""
    found = result.get("figures", {})
    if "macro_f1" in found:
        ends = found.get("intervals", {}).get("macro_f1")
        span = f" ({ends[0]:.2f} to {ends[1]:.2f})" if ends else ""
        return f"macro-F1 {found['macro_f1']:.3f}{span}, accuracy {found['accuracy']:.1%} on {found['n']:,} test images"
    if "kept" in found:
        if found["kept"] is None:
            return f"none of {found['n']:,} test images is of its class, so nothing is known of how much it keeps"
        return f"keeps {found['kept']:.1%} of the normal images, on {found['n']:,} test images"
    return "without test images, so nothing is known of how it does on new ones"


def _trainings(project: Project) -> list[Job]:
    jobs = recent_jobs(project.workspace.database, project=project.name)
    return shown_jobs(jobs, project.name, ("train",), len(jobs))


def any_active(project: Project) -> bool:
    """Whether a training runs or waits: it then stands first on the page."""
    return any(job.active for job in _trainings(project))


def trainings(project: Project) -> None:
    """Draw the newest trainings; while one is active, look every second and draw nothing else anew."""

    def draw(jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        n_active = sum(job.active for job in jobs)
        st.subheader("Trainings" if not n_active else f"Trainings · {counted(n_active, 'active', 'active')}")
        note_no_worker(recent_jobs(project.workspace.database))
        for job in jobs[:SHOWN]:
            with st.container(border=True, key=f"training-{job.id}"):
                _draw(project, job)
        if n_active > SHOWN:
            st.caption(f"{n_active - SHOWN:,} more wait, and come up here in their turn.")

    watched(partial(_trainings, project), draw)


def _draw(project: Project, job: Job) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(gap=None):
            st.markdown(f"**{plain(heading(job.arguments), 120)}**")
            _said(job)
        _button(project, job)
    if job.active:
        if job.total:
            st.progress(share(job))
        _curves(project, job)


def _said(job: Job) -> None:
    if job.state == "done":
        when = f" · {ago(job.finished_at)}" if job.finished_at else ""
        st.caption(f"Done: {plain(outcome(job.result or {}))}{when}")
    elif job.error:
        st.caption(f":red[{plain(job.error)}]")
    else:
        st.caption(plain(state(job)))


def _button(project: Project, job: Job) -> None:
    if job.state == "done":
        key = str((job.result or {}).get("model", ""))[:12]
        st.page_link(PAGES / "models.py", label="Look at it →", query_params=place().query(models=key))
    elif job.active:
        cancel_button(project, job, "Stops within seconds. Finished epochs are kept, and Resume goes on from there.")
    else:
        reason = not_allowed("run jobs")
        st.button(
            "Resume" if job.state == "cancelled" else "Try again",
            key=f"train-again-{job.id}",
            disabled=bool(reason),
            help=reason or "Goes on from the last finished epoch, where there is one.",
            on_click=partial(ask_for, project, "train", job.arguments),
        )


def _curves(project: Project, job: Job) -> None:
    if job.arguments.get("recipe", "head") == "head" or not job.arguments.get("version"):
        return
    try:
        networks = project.epochs(**job.arguments)
    except GrouplineError:
        return  # a spec that cannot be: the worker says so in a moment
    if not networks:
        return
    n = max(len(epochs) for epochs in networks.values())
    st.html(f'<div data-epochs="{n}" hidden></div>')
    st.plotly_chart(
        training_curves(networks),
        key=f"curves-{job.id}",
        config={"displayModeBar": False},
        alt="Loss and macro-F1 of each finished epoch",
    )
