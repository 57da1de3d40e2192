"""Predict: a model proposes classes for what has no label; people accept, correct or reject."""

import streamlit as st

from classifiers.project import Project
from grouping.errors import GrouplineError
from ui.modelling import begin, shown_models
from ui.next_step import next_step
from ui.plain import plain
from ui.predict.asking import ask
from ui.predict.choosing import choose
from ui.predict.review import review
from ui.predict.runs import choose_run, left_out, title_of


def _proposals(project: Project) -> None:
    runs = project.predictions()
    if not runs:
        st.info("There are no proposals yet. They appear here, the most doubtful first, to be accepted or corrected.")
        return
    st.subheader("Proposals")
    run = choose_run(runs)
    if len(runs) == 1:
        st.caption(plain(title_of(run)))
    told = left_out(run)
    if told:
        st.caption(plain(told))
    review(project, run)


def _page() -> None:
    project = begin("Predict")
    if project is None:
        return
    models = shown_models(project)
    if models:
        chosen = choose(project, models)
        if chosen is not None:
            ask(project, chosen)
    elif not project.predictions():
        next_step("There is no model yet: train one on a frozen label set.", "train.py", "Go to Train")
        return
    _proposals(project)


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
