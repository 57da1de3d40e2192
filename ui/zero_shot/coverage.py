"""Precision against coverage, with the ways to choose the point, and how well unknown classes are told."""

import math

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.choose_point import coverage_curve
from classifiers.zero_shot.judge import Judged
from classifiers.zero_shot.outcomes import outcomes
from classifiers.zero_shot.point import OperatingPoint
from ui.figures.recognition import precision_coverage
from ui.plain import plain
from ui.wording import counted
from ui.zero_shot.point_panel import choose_by_labels
from ui.zero_shot.telling import Telling

BARE = {"displayModeBar": False}


def coverage(
    project: Project,
    telling: Telling,
    version: PromptVersion,
    point: OperatingPoint,
    found: Judged,
    label_set: str,
) -> None:
    """Draw the curve with the present point on it, and what chooses another."""
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
    _unknown(found)


def _unknown(found: Judged) -> None:
    held_out = {name: value for name, value in found.unknown_auroc().items() if not math.isnan(value)}
    if held_out:
        worst = min(held_out, key=lambda name: held_out[name])
        mean = sum(held_out.values()) / len(held_out)
        st.caption(
            f"With one class held out in turn, its images are told from known ones with AUROC {mean:.2f} on average "
            f"(1 is best, 0.5 is chance); worst for {plain(worst, 40)}, {held_out[worst]:.2f}."
        )
