"""What would help: the learning curve of a model, and the epochs of a network; and whether its confidence is true."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.steps.watch_training import epochs_in
from ui.figures.judgement import learning_curve, reliability
from ui.figures.training import training_curves
from ui.modelling import Shown
from ui.models.measuring import ask, measuring
from ui.person import not_allowed

PLAIN = {"displayModeBar": False}
SHARES = 4


def gain(rows: list[dict[str, float]]) -> str:
    """Return in words what the last step of a learning curve brought."""
    if len(rows) < 2:
        return ""
    last, before = rows[-1], rows[-2]
    step = last["macro_f1"] - before["macro_f1"]
    words = f"From {before['n']:,} to {last['n']:,} images macro-F1 went from {before['macro_f1']:.3f} to "
    words += f"{last['macro_f1']:.3f}. "
    return words + ("More labels are likely to help." if step > 0.01 else "More of the same images would bring little.")


def curves_view(project: Project, one: Shown) -> None:
    """Draw the learning curve, and the epochs where there are any."""
    st.markdown("**Learning curve**")
    if one.card["one_class"] or not one.test:
        st.caption("It needs two classes and test images.")
        return
    rows = project.evaluations(one.model.key)["curve"]
    if rows:
        st.plotly_chart(learning_curve(rows), key="learning", config=PLAIN, alt="Macro-F1 over the number of images")
        st.caption(gain(rows))
    measuring(project, one.model.key)
    if len(rows) < SHARES:
        st.caption("Trains on 10, 25, 50 and 100 % of the images: is it worth labeling more?")
        reason = not_allowed("run jobs")
        st.button(
            "Draw the learning curve" if not rows else "Finish the learning curve",
            key="ask-curve",
            disabled=bool(reason),
            help=reason or f"Ten trainings, each at most the {one.card['seconds']:.1f} s that this model took.",
            on_click=partial(ask, project, one.model.key, on="curve"),
        )
    networks = epochs_in(one.card)
    if networks:
        st.markdown("**Epochs**")
        st.plotly_chart(training_curves(networks), key="epochs", config=PLAIN, alt="Loss and macro-F1 of each epoch")


def calibration_view(one: Shown) -> None:
    """Draw how often the model is right at each confidence."""
    rows = one.test.get("reliability")
    if not rows:
        st.info("Confidence can be checked on test images of two classes or more; this model has none.")
        return
    operating = one.card["operating"]
    st.plotly_chart(reliability(rows), key="reliability", config=PLAIN, alt="Share right over confidence")
    st.caption(
        f"On the dotted line a confidence of 90 % is right nine times in ten; below it the model is too sure. "
        f"Mean distance (ECE) {one.test['ece']:.3f}; temperature {operating['temperature']:.2f}, fitted on "
        f"{operating['n']:,} validation images."
    )
