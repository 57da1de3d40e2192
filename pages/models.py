"""Models: what was trained, how good it is, where it fails, and which of several to take."""

import streamlit as st

from classifiers.project import Project
from grouping.errors import GrouplineError
from ui.modelling import Shown, begin, shown_models
from ui.models.card_view import card_view
from ui.models.comparison import compare
from ui.models.confusion import confusion_view
from ui.models.curves_view import calibration_view, curves_view
from ui.models.errors import errors_view
from ui.models.figures_view import figures_view
from ui.models.line_view import line_view
from ui.models.table import choose_models
from ui.navigation import PAGES
from ui.next_step import next_step
from ui.place import place
from ui.plain import plain

VIEWS = ("Figures", "Confusion", "Errors", "Calibration", "Curves", "Line", "Card")


def _one(project: Project, one: Shown) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(one.model.name))
        st.space("stretch")
        st.page_link(PAGES / "predict.py", label="Predict with it →", query_params=place().query(model=one.key))
    if one.problem:
        st.error(plain(one.problem))
        return
    view = st.segmented_control(
        "View", VIEWS, default="Figures", required=True, key="view", bind="query-params", label_visibility="collapsed"
    )
    draw = {
        "Figures": lambda: figures_view(project, one),
        "Confusion": lambda: confusion_view(project, one),
        "Errors": lambda: errors_view(project, one),
        "Calibration": lambda: calibration_view(one),
        "Curves": lambda: curves_view(project, one),
        "Line": lambda: line_view(project, one),
        "Card": lambda: card_view(one),
    }
    draw[view or "Figures"]()


def _page() -> None:
    project = begin("Models")
    if project is None:
        return
    models = shown_models(project)
    if not models:
        next_step("There is no model yet: train one on a frozen label set.", "train.py", "Go to Train")
        return
    chosen = choose_models(models)
    st.caption("Choose one row to look at a model, several to compare them.")
    if len(chosen) > 1:
        compare(project, chosen)
    else:
        _one(project, chosen[0])


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
