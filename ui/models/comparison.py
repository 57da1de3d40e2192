"""Two or more models side by side: their figures, and whether they differ by more than chance."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import pandas as pd
import streamlit as st

from classifiers.project import Project
from grouping.errors import GrouplineError
from ui.modelling import BY_PROJECT, Shown
from ui.models.table import span
from ui.plain import plain
from ui.wording import counted

FIGURES = {
    "macro_f1": "Macro-F1",
    "accuracy": "Accuracy",
    "mcc": "MCC",
    "roc_auc": "ROC-AUC",
    "pr_auc": "PR-AUC",
    "ece": "Calibration error (ECE)",
}
CLEAR = 0.05
MOST = 6
"""Models that are compared at once."""


def titles(models: Sequence[Shown]) -> list[str]:
    """Return a title for each, with its key where two have the same."""
    return [one.model.name for one in models]


def side_by_side(models: Sequence[Shown]) -> pd.DataFrame:
    """Return one row a figure and one column a model, values with their 95 % intervals as text."""
    names = titles(models)
    rows = {title: [_value(one.test, name) for one in models] for name, title in FIGURES.items()}
    rows["Test images"] = [f"{one.test.get('n', 0):,}" for one in models]
    rows["Trained in"] = [f"{one.card['seconds']:.1f} s" if one.card else "" for one in models]
    rows["Latency"] = [f"{one.card['speed']['latency_ms']:.2f} ms" if one.card else "" for one in models]
    rows["Size"] = [f"{one.card['size_bytes'] / 1e6:.2f} MB" if one.card else "" for one in models]
    rows["Data"] = [f"{one.model.label_set} v{one.model.version}" for one in models]
    return pd.DataFrame([[title, *values] for title, values in rows.items()], columns=["", *names])


def _value(test: Mapping[str, Any], name: str) -> str:
    value = test.get(name)
    if value is None:
        return "–"
    ends = span(test, name, 3)
    return f"{value:.3f}  ({ends})" if ends else f"{value:.3f}"


def sentence(found: Mapping[str, Any] | None, figure: str, names: tuple[str, str], where: str) -> str:
    """Return in words what a test of one figure says; differences are the second model less the first."""
    if found is None:
        return ""
    one = found[figure]
    difference, p = one["difference"], one["p"]
    on = f"on {found['n']:,} {'folds' if where == 'folds' else f'{where} images'}"
    if difference == 0 and p == 1:
        return f"{FIGURES[figure]}: no difference {on}."
    better = names[1] if difference > 0 else names[0]
    ends = one.get("interval")
    span_ = f", 95 % interval {ends[0]:+.3f} to {ends[1]:+.3f}" if ends else ""
    verdict = (
        f"more than chance would explain (p {_p(p)})" if p < CLEAR else f"which chance alone could explain (p {_p(p)})"
    )
    return f"{FIGURES[figure]}: '{better}' is ahead by {abs(difference):.3f}{span_} {on}, {verdict}."


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}" if p < CLEAR else f"= {p:.2f}"


TESTS = (
    ("test", "permutation test"),
    ("gold", "permutation test on the gold set"),
    ("folds", "corrected paired t-test on folds"),
)


def sentences(found: Mapping[str, Any], names: tuple[str, str]) -> list[tuple[str, str]]:
    """Return (kind of test, sentence) for each part that both models were judged on."""
    return [
        (how, sentence(found[part], figure, names, part))
        for part, how in TESTS
        if found[part] is not None
        for figure in ("macro_f1", "accuracy")
    ]


def compare(project: Project, models: Sequence[Shown]) -> None:
    """Draw the comparison of up to `MOST` models."""
    if len(models) > MOST:
        st.caption(f"The first {MOST} of {counted(len(models), 'chosen model')} are compared.")
    models = models[:MOST]
    st.subheader("Side by side")
    st.dataframe(
        side_by_side(models), hide_index=True, width="stretch", height="content", alt="Figures of the chosen models"
    )
    st.caption("Figures on each model's own test images, with 95 % bootstrap intervals over the images.")
    st.subheader("Do they differ?")
    for a, b in combinations(models, 2):
        _pair(project, a, b)


def _pair(project: Project, a: Shown, b: Shown) -> None:
    names = (a.model.name, b.model.name)
    st.markdown(f"**{plain(names[0])}** and **{plain(names[1])}**")
    try:
        told = sentences(_compared(project, a, b), names)
    except GrouplineError as error:
        st.caption(plain(error))
        return
    for how, words in told:
        st.markdown(f"- {plain(words)} :gray[{how}]")
    if not told:
        st.caption("There are no images that both were judged on and neither learned from; measure both on folds.")


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_PROJECT)
def _tested(project: Project, a: str, b: str, measured: str) -> dict[str, Any]:
    return project.compare(a, b)  # anew as soon as either has been measured on more


def _compared(project: Project, a: Shown, b: Shown) -> dict[str, Any]:
    measured = [
        (len(found["folds"]), found["gold"] is not None)
        for found in (project.evaluations(one.model.key) for one in (a, b))
    ]
    return _tested(project, a.model.key, b.model.key, str(measured))
