"""The classes one by one: precision, recall and their curve; what is confused, and whether rare classes fail."""

import math

import pandas as pd
import streamlit as st

from classifiers.zero_shot.evaluation import Evaluation, precision_recall
from classifiers.zero_shot.judge import Judged
from ui.figures.precision_recall import precision_recall_curve
from ui.figures.recognition import confusions, error_by_size
from ui.plain import plain

CLASS = "zs-curve-of"
BARE = {"displayModeBar": False}
RATES = ("Precision", "Recall", "F1", "Average precision")


def by_class(found: Judged, told: Evaluation) -> None:
    """Draw a row a class, and the curve of one: first that of the class that is found worst."""
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        st.subheader("By class")
        rate = st.column_config.NumberColumn(format="percent")
        table = class_table(told)
        st.dataframe(
            table,
            hide_index=True,
            height=min(420, 38 + 35 * len(table)),
            column_config=dict.fromkeys(RATES, rate) | {"Images": st.column_config.NumberColumn(format="localized")},
        )
    with right:
        st.subheader("Precision against recall")
        _curve(found, told)


def class_table(told: Evaluation) -> pd.DataFrame:
    """Return a row a class: images, precision, recall, F1, average precision; the worst found class first."""
    rows = [
        (one.name, one.images, one.precision, one.recall, one.f1, one.average_precision)
        for one in sorted(told.classes, key=lambda one: (not one.images, one.f1))
    ]
    return pd.DataFrame(rows, columns=["Class", "Images", *RATES])


def _curve(found: Judged, told: Evaluation) -> None:
    names = [str(name) for name in class_table(told)["Class"]]
    if st.session_state.get(CLASS) not in names:
        st.session_state[CLASS] = names[0]
    name = str(st.selectbox("Class", names, key=CLASS, label_visibility="collapsed"))
    known = found.truth >= 0
    number = found.names.index(name)
    positive = found.truth[known] == number
    if not positive.any():
        st.caption(f"No labeled image is of '{plain(name, 60)}'.")
        return
    curve = precision_recall(found.S[known][:, number], positive)
    st.plotly_chart(
        precision_recall_curve(curve.recall, curve.precision, curve.score, float(positive.mean())),
        key="zs-pr",
        config=BARE,
        alt="Precision over recall of one class",
    )
    area = next(one.average_precision for one in told.classes if one.name == name)
    said = "" if math.isnan(area) else f"Average precision {area:.3f}, 1 at best. "
    st.caption(f"{said}As the least similarity that is asked for falls; dashed, what guessing would reach.")


def errors(told: Evaluation) -> None:
    """Draw what is confused as bubbles, and the error rate over the size of the class."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("What is confused")
        if told.confusions:
            st.plotly_chart(confusions(told.confusions), key="zs-confused", config=BARE, alt="Confusions as bubbles")
        else:
            st.caption("Nothing: every labeled image gets its class.")
    with right:
        st.subheader("Errors by size of class")
        st.plotly_chart(
            error_by_size(told.error_by_size), key="zs-errors", config=BARE, alt="Error rate over images of a class"
        )
