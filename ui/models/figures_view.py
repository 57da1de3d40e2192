"""A model's figures: overall with intervals, by class, on folds and on the gold set."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from classifiers.evaluation.intervals import most_without_error
from classifiers.project import Project
from ui.modelling import Shown
from ui.models.measuring import ask, measuring
from ui.models.table import span
from ui.person import not_allowed
from ui.plain import plain
from ui.wording import counted

SHORT = {"macro_f1": "Macro-F1", "accuracy": "Accuracy", "mcc": "MCC", "roc_auc": "ROC-AUC", "pr_auc": "PR-AUC"}
ONE_CLASS = {
    "kept": "Normal kept",
    "strange_recall": "Strange found",
    "strange_precision": "Precision of strange",
    "strange_f1": "F1 of strange",
}
FOLDS, REPEATS = 5, 10


def headline(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return (title, value, interval in words) of a body of figures."""
    names = ONE_CLASS if "kept" in found else SHORT
    return [
        (title, "–" if found.get(name) is None else f"{found[name]:.3f}", span(found, name))
        for name, title in names.items()
        if name in found
    ]


def class_figures(found: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row a class, the weakest first: images, precision, recall, F1 with its interval, areas."""
    rows = [
        {
            "Class": row["class"],
            "Test images": row["n"],
            "Precision": row["precision"],
            "Recall": row["recall"],
            "F1": row["f1"],
            "95 % of F1": span(row, "f1"),
            "ROC-AUC": row["roc_auc"],
            "PR-AUC": row["pr_auc"],
        }
        for row in found.get("per_class", ())
    ]
    return pd.DataFrame(rows).sort_values(["F1", "Class"], ignore_index=True) if rows else pd.DataFrame()


def figures_view(project: Project, one: Shown) -> None:
    """Draw all figures of a model, and the buttons that measure more."""
    if not one.test:
        st.info("This model has no test images, so nothing is known of how it does on new ones.")
    else:
        _metrics(one.test)
        st.caption(_about(one))
        table = class_figures(one.test)
        if len(table):
            decimals = {name: st.column_config.NumberColumn(format="%.3f") for name in ("Precision", "Recall", "F1")}
            areas = {name: st.column_config.NumberColumn(format="%.3f") for name in ("ROC-AUC", "PR-AUC")}
            st.dataframe(table, hide_index=True, width="stretch", column_config=decimals | areas)
    _weak(one)
    measuring(project, one.model.key)
    left, right = st.columns(2, gap="medium")
    with left.container(border=True, height="stretch"):
        _folds(project, one)
    with right.container(border=True, height="stretch"):
        _gold(project, one)


def _metrics(found: Mapping[str, Any]) -> None:
    shown = headline(found)
    for column, (title, value, ends) in zip(st.columns(len(shown)), shown, strict=True):
        column.metric(title, value)
        column.caption(ends or "no interval")


def _about(one: Shown) -> str:
    known = one.test.get("known")
    n = int(one.test["n"])
    words = f"On {counted(n, 'test image')} that it never saw; under each figure its 95 % bootstrap interval."
    if one.test.get("accuracy") == 1:
        words += f" No error among {n:,} still leaves room for an error rate of up to {most_without_error(n):.0%}."
    if known and known["precision"] is not None:
        words += (
            f" At its threshold of {known['threshold']:.3f} it calls {1 - known['coverage']:.0%} unknown and is right "
            f"in {known['precision']:.1%} of the rest."
        )
    return words


def _weak(one: Shown) -> None:
    told = [*one.card["weak_classes"], *one.card["notes"]]
    if told:
        st.markdown("**Known weaknesses**")
        st.caption("\n".join(f"- {plain(sentence)}" for sentence in told))


def _folds(project: Project, one: Shown) -> None:
    st.markdown("**On folds**")
    if one.card["one_class"]:
        st.caption("A one-class model is measured on its test and gold images; it has no folds.")
        return
    for found in project.evaluations(one.model.key)["folds"]:
        low, high = found["macro_f1_interval"]
        spec = found["spec"]
        st.markdown(f"Macro-F1 **{found['macro_f1']:.3f}** ({low:.3f} to {high:.3f}), accuracy {found['accuracy']:.1%}")
        st.caption(f"{spec['folds']} folds, {counted(spec['repeats'], 'repeat')}, trained in {found['seconds']:.0f} s.")
    st.caption("Trains the recipe anew on every fold: surer than one test part, above all with few images.")
    reason = not_allowed("run jobs")
    with st.container(horizontal=True):
        for repeats in (1, REPEATS):
            n = FOLDS * repeats
            st.button(
                f"Measure on {n} folds",
                key=f"folds-{repeats}",
                disabled=bool(reason),
                help=reason or f"About {n} times the {one.card['seconds']:.1f} s that this model took.",
                on_click=partial(ask, project, one.model.key, on="folds", folds=FOLDS, repeats=repeats),
            )


def _gold(project: Project, one: Shown) -> None:
    st.markdown("**On the gold set**")
    used = project.evaluations(one.model.key)["gold"]
    if used is not None:
        words = " · ".join(
            f"{title} **{value}**{f' ({ends})' if ends else ''}" for title, value, ends in headline(used)
        )
        st.markdown(words)
        st.caption(f"{counted(used['n'], 'image')}; used once, by {plain(used['user'])}, {used['at'][:16]}.")
        return
    locked = project.gold().get(one.model.label_set)
    if locked is None:
        st.caption("No gold set is locked for this label set. It is locked on Train, before training.")
        return
    reason = not_allowed("run jobs")
    st.caption("The final figure of this model. It can be had once: choose the model first, by its other figures.")
    st.button(
        f"Use the gold set ({counted(locked['n'], 'image')})",
        key="use-gold",
        disabled=bool(reason),
        help=reason or "Recorded with your name; a second time gives the same figures again.",
        on_click=partial(ask, project, one.model.key, on="gold"),
    )
