"""Train: from a frozen label set to a model, with the check for leaks before and the curves while it learns."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from grouping.errors import GrouplineError
from grouping.jobs.records import recent_jobs
from ui.acting import act
from ui.modelling import begin
from ui.person import not_allowed
from ui.plain import plain
from ui.train.data import Data, choose_data, show_data
from ui.train.gold import gold_set
from ui.train.heads_form import choose_heads
from ui.train.leaks import leakage_check
from ui.train.network_form import ensemble_form, finetune_form, siamese_form
from ui.train.request import USUAL_SHARES, Request, Shares, Wanted, fresh
from ui.train.watch import any_active, trainings
from ui.train.words import RECIPES
from ui.wording import counted


def _shares() -> Shares:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = [
            int(st.number_input(f"{name} %", 0, 100, usual, key=f"share-{name}", width=100))
            for name, usual in zip(("train", "val", "test"), USUAL_SHARES, strict=True)
        ]
        seed = int(st.number_input("Seed", 0, 2**31, 0, key="share-seed", width=100))
    st.caption("A model learns from train, is tuned and stopped on val, and measured on test.")
    return Shares((percent[0], percent[1], percent[2]), seed)


def _choose(project: Project, data: Data) -> list[Wanted]:
    recipe = st.segmented_control(
        "Recipe",
        list(RECIPES),
        default="head",
        required=True,
        key="recipe",
        bind="query-params",
        format_func=lambda name: RECIPES[name].title,
        label_visibility="collapsed",
    )
    words = RECIPES[recipe or "head"]
    st.caption(f"{plain(words.when)} **{plain(words.time)}**")
    if recipe == "finetune":
        return finetune_form(project, data)
    if recipe == "siamese":
        return siamese_form(project, data)
    return ensemble_form(project, data) if recipe == "ensemble" else choose_heads(project, data)


def _submit(project: Project, jobs: list[dict[str, object]]) -> None:
    def edit(_base: int) -> str:
        for arguments in jobs:
            project.submit("train", **arguments)
        return f"{counted(len(jobs), 'training')} handed to the worker."

    act(project, edit)


def _start(project: Project, data: Data, request: Request) -> None:
    reason = not_allowed("run jobs")
    jobs = request.jobs()
    new = fresh(jobs, recent_jobs(project.workspace.database, project=project.name))
    what = plain(request.wanted[0].title) if len(jobs) == 1 else counted(len(jobs), "model")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Train {what} on version {data.version.number}" if jobs else "Train",
            key="train",
            type="primary",
            disabled=bool(reason) or not new,
            help=reason or None,
            on_click=partial(_submit, project, new),
        )
        if not jobs:
            st.caption("Choose what to train.")
        elif not new:
            st.caption("This is queued or running already.")
        else:
            st.caption("The worker trains; you may go on, or close the page. The same training is never done twice.")


def _training(project: Project, data: Data) -> None:
    left, right = st.columns([5, 4], gap="medium")
    with left.container(border=True, height="stretch"):
        show_data(data)
    with right.container(border=True, height="stretch"):
        gold_set(project, data.labels)
    st.subheader("Recipe")
    wanted = _choose(project, data)
    with st.expander("How the version is divided"):
        shares = _shares()
    request = Request(data.labels.name, data.version.number, shares, tuple(wanted))
    try:
        leakage_check(project, request)
        _start(project, data, request)
    except GrouplineError as error:
        st.error(plain(error))


def _page() -> None:
    project = begin("Train")
    if project is None:
        return
    running = any_active(project)
    if running:
        trainings(project)
    data = choose_data(project)
    if data is not None:
        _training(project, data)
    if not running:
        trainings(project)


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
