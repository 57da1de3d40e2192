"""How good the recognition is where labels exist: figures, the curve, what is confused, what each prompt does."""

import math

import pandas as pd
import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.choose_point import coverage_curve
from classifiers.zero_shot.evaluation import Evaluation
from classifiers.zero_shot.judge import Judged
from classifiers.zero_shot.outcomes import outcomes
from classifiers.zero_shot.point import OperatingPoint
from grouping.errors import GrouplineError
from ui.figures.recognition import confusions, error_by_size, precision_coverage
from ui.navigation import PAGES, exists
from ui.place import place
from ui.plain import plain
from ui.wording import counted
from ui.zero_shot.live import judged
from ui.zero_shot.point_panel import choose_by_labels
from ui.zero_shot.telling import Telling

ON = "zs-measured-on"
BARE = {"displayModeBar": False}


def measured(project: Project, telling: Telling, version: PromptVersion, point: OperatingPoint) -> None:
    """Draw all figures; what to label first where nothing can be measured yet."""
    names = [one.name for one in project.label_sets() if one.labels]
    if not names:
        st.info("Nothing is labeled yet, so nothing can be measured: the point stays uncalibrated. Label some images.")
        st.page_link(PAGES / "label.py", label="Label images", query_params=place().query())
        return
    if telling.spec().trains:
        st.info("With several prototypes a class, measure on the command line: `python -m classifiers point --help`.")
        return
    wanted = place().label_set
    if st.session_state.get(ON) not in names:
        st.session_state[ON] = wanted if wanted in names else names[0]
    label_set = str(st.selectbox("Measure on the labels of", names, key=ON, width=260))
    st.caption(
        "Images that were accepted as proposed count as right here. To know how good it is, measure on labels that "
        "people gave by hand."
    )
    found = judged(project, telling, version, label_set)
    _figures(found, found.evaluation())
    _point(project, telling, version, point, found, label_set)
    _errors(found.evaluation())
    _trained(project, label_set)
    if telling.by == "prompts":
        _prompts(project, telling, version, label_set)


def _figures(found: Judged, told: Evaluation) -> None:
    low, high = told.top1_interval
    cells = {
        "Top-1": (f"{told.top1:.1%}", f"{low:.1%} to {high:.1%}"),
        "Top-5": (f"{told.top5:.1%}", f"of {counted(len(found.names), 'class', 'classes')}"),
        "Macro-F1": (f"{told.macro_f1:.3f}", "each class alike"),
        **{f"{share.capitalize()} classes": (f"{top1:.1%}", "top-1") for share, top1 in told.frequency.items()},
    }
    with st.container(horizontal=True, key="zs-figures"):
        for name, (value, note) in cells.items():
            with st.container(border=True, width=150, gap=None):
                st.caption(name)
                st.markdown(f"**{value}**")
                st.caption(note)
    how = f"{found.folds} recognizers, each judged on images it had not seen" if found.folds > 1 else "one recognizer"
    n_other = int((found.truth < 0).sum())
    other = f" {counted(n_other, 'image')} of classes that nothing tells are left out." if n_other else ""
    st.caption(f"On {counted(told.n_images, 'labeled image')}, {how}.{other}")


def _point(
    project: Project,
    telling: Telling,
    version: PromptVersion,
    point: OperatingPoint,
    found: Judged,
    label_set: str,
) -> None:
    st.subheader("Precision against coverage")
    answers = found.answers(point.gamma)
    curve = coverage_curve(answers, found.truth, point.theta)
    accepted = outcomes(answers, point) == 0
    right = accepted & (answers.best == found.truth)
    n, of = int(accepted.sum()), len(found.truth)
    now = (n / of, int(right.sum()) / n) if n else None
    st.plotly_chart(
        precision_coverage(curve.coverage, curve.precision, curve.mu, now),
        key="zs-curve",
        config=BARE,
        alt="Precision of accepted images over the share that is accepted",
    )
    if now is None:
        st.caption(f"The present point accepts none of {counted(of, 'labeled image')}.")
    else:
        st.caption(f"The present point (ring) accepts {now[0]:.1%} of {of:,} labeled images; {now[1]:.1%} are right.")
    choose_by_labels(project, telling, version, found, label_set)
    held_out = {name: value for name, value in found.unknown_auroc().items() if not math.isnan(value)}
    if held_out:
        worst = min(held_out, key=lambda name: held_out[name])
        mean = sum(held_out.values()) / len(held_out)
        st.caption(
            f"With one class held out in turn, its images are told from known ones with AUROC {mean:.2f} on average "
            f"(1 is best, 0.5 is chance); worst for {plain(worst, 40)}, {held_out[worst]:.2f}."
        )


def _errors(told: Evaluation) -> None:
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


def _trained(project: Project, label_set: str) -> None:
    st.caption(
        "From about 5 labeled images a class on, training answers better: on 1,360 images of steel (X-SDD, 7 classes) "
        "a logistic regression on the same embeddings was right for 88.8% against 84.8% at 5 images a class, and for "
        "96.6% against 90.8% at 20."
    )
    if exists("train.py"):
        st.page_link(
            PAGES / "train.py", label=f"Train on '{plain(label_set, 40)}'", query_params=place().query(set=label_set)
        )


def _prompts(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> None:
    st.subheader("What each prompt does")
    try:
        effects = project.prompt_effects(label_set, library=version.name, encoder=telling.encoder, train=False)
    except GrouplineError as error:
        st.caption(plain(error, 300))
        return
    if not effects:
        st.caption("No class has several prompts, so none can be left out.")
        return
    rows = [(one.class_name, one.text, one.helps, one.hurts, 100 * one.gain) for one in effects]
    st.dataframe(
        pd.DataFrame(rows, columns=["Class", "Prompt", "Helps", "Hurts", "Gain"]),
        hide_index=True,
        height=min(320, 38 + 35 * len(rows)),
        column_config={
            "Helps": st.column_config.NumberColumn(help="Images that are right with it and wrong without"),
            "Hurts": st.column_config.NumberColumn(help="Images that are wrong with it and right without"),
            "Gain": st.column_config.NumberColumn(format="%+.1f %%", help="Change of top-1 by it, in points"),
        },
    )
