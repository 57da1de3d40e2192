"""The operating point: when an answer is accepted; by hand, or chosen on labeled images."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.judge import Judged, choose_point
from classifiers.zero_shot.point import GAMMA, OperatingPoint
from grouping.errors import GrouplineError
from ui.acting import act
from ui.person import not_allowed
from ui.plain import plain
from ui.zero_shot.telling import Telling

MU, THETA, TEMPERATURE, CHOSEN, _OF = "zs-mu", "zs-theta", "zs-gamma", "zs-chosen", "zs-point-of"
GAMMAS = (0.001, 0.002, 0.005, GAMMA, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
MOST_MU = 0.3
WIDTH, SAID = 125, 255


def _show(point: OperatingPoint) -> None:
    """Put a point under the sliders."""
    st.session_state[CHOSEN] = point
    st.session_state[MU], st.session_state[THETA], st.session_state[TEMPERATURE] = point.mu, point.theta, point.gamma


def _begin(project: Project, telling: Telling, version: PromptVersion) -> None:
    """Begin with the point that the prompts keep, once for each project and way of telling."""
    of = (project.id, telling.by, telling.encoder, telling.label_set)
    if st.session_state.get(_OF) != of or MU not in st.session_state:
        st.session_state[_OF] = of
        _show((version.library.point if telling.has_prompts else None) or OperatingPoint())


def sliders(project: Project, telling: Telling, version: PromptVersion) -> OperatingPoint:
    """Draw the three sliders and what they rest on, and return the point."""
    _begin(project, telling, version)
    chosen: OperatingPoint = st.session_state[CHOSEN]
    for key in (MU, THETA, TEMPERATURE):
        st.session_state[key] = st.session_state[key]  # so that a run cut short leaves no slider at its left end
    row = st.container(horizontal=True, gap="small")
    mu = row.slider(
        "Margin μ",
        0.0,
        max(MOST_MU, chosen.mu),
        step=0.001,
        key=MU,
        width=WIDTH,
        format="%.3f",
        help="How much nearer the best class must be than the second, as a difference of cosines. Below: to review.",
    )
    theta = row.slider(
        "Probability θ",
        0.0,
        1.0,
        step=0.01,
        key=THETA,
        width=WIDTH,
        format="%.2f",
        help="The softmax's largest value. Below: unknown, and no class is named.",
    )
    gamma = row.select_slider(
        "Temperature γ",
        sorted({*GAMMAS, chosen.gamma}),
        key=TEMPERATURE,
        width=WIDTH,
        format_func=lambda value: f"{value:.3g}",
        help="Of the softmax: the smaller, the surer it sounds. The order of classes stays the same.",
    )
    point = OperatingPoint(float(mu), float(theta), float(gamma))
    if (point.mu, point.theta, point.gamma) == (chosen.mu, chosen.theta, chosen.gamma):
        point = chosen
    if point.calibrated_on:
        row.caption(f"Chosen on {plain(point.calibrated_on)}.", width=SAID)
    else:
        row.caption(
            "**Uncalibrated:** these values rest on no labels. *Measured* chooses them on a labeled set.", width=SAID
        )
    return point


def choose_by_labels(project: Project, telling: Telling, version: PromptVersion, found: Judged, label_set: str) -> None:
    """Draw the two ways to have the point chosen: a wished precision, or what errors cost."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wished = st.number_input("Wished precision, %", 50.0, 100.0, 95.0, 0.5, key="zs-wished", width=150)
        st.button(
            "Choose by precision",
            key="zs-choose",
            help="The point that accepts most images, of which so many are right.",
            on_click=partial(_choose, project, telling, version, found, label_set, precision=wished / 100),
        )
        cost = st.number_input(
            "An error costs as much as this many reviews", 0.0, 1e6, 20.0, 1.0, key="zs-cost", width=270
        )
        st.button(
            "Choose by costs",
            key="zs-choose-cost",
            on_click=partial(_choose, project, telling, version, found, label_set, error_cost=cost),
        )


def _choose(
    project: Project,
    telling: Telling,
    version: PromptVersion,
    found: Judged,
    label_set: str,
    *,
    precision: float | None = None,
    error_cost: float | None = None,
) -> None:
    def edit(_base: int) -> str:
        chosen = choose_point(found, label_set, precision=precision, error_cost=error_cost)
        if telling.has_prompts and not not_allowed("label"):
            project.set_point(chosen.point, version.name, version.number)
        _show(chosen.point)
        right = f"{chosen.precision:.1%} right" if chosen.accepted else "none"
        return f"Accepts {chosen.accepted:,} of {chosen.n_images:,} labeled images, {right}."

    try:
        act(project, edit)
    except GrouplineError as error:
        st.toast(plain(error, 300))
