"""The errors of a model, the surest first; of a network with what it looked at."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.steps.look_at_errors import Overlay
from ui.modelling import Shown
from ui.models.confusion import images_view
from ui.models.measuring import ask, measuring
from ui.person import not_allowed
from ui.plain import plain
from ui.routes import image_url
from ui.wording import counted

AT_ONCE = 8
SPOKE = {
    "finetune": "what spoke for the class.",
    "ensemble": "what spoke for the class, as the mean of the networks' maps.",
    "siamese": "what made the image like the references of the class.",
}


def errors_view(project: Project, one: Shown) -> None:
    """Draw them."""
    if not one.test:
        st.info("This model has no test images, so its errors are not known.")
        return
    judged = project.judged(one.model.key, "test")
    if one.card["one_class"]:
        st.caption("A one-class model gives no classes; these are its test images, the strangest first.")
        images_view(project, one, judged.sort_values("confidence"), counted(len(judged), "test image"))
        return
    wrong = judged[~judged["right"]]
    if not len(wrong):
        st.success(f"No error on {counted(len(judged), 'test image')}.")
        return
    images_view(project, one, wrong, f"{counted(len(wrong), 'error')} among {counted(len(judged), 'test image')}, "
                "the surest first")  # fmt: skip
    if one.model.recipe == "head":
        st.caption("A head sees no pixels, so there is no place where it looked: an image opens with its neighbours.")
    else:
        _overlays(project, one)


def _overlays(project: Project, one: Shown) -> None:
    st.subheader("Where it looked")
    st.caption(f"Grad-CAM: red is {SPOKE[one.model.recipe]} Left for what it said, right for what is true.")
    errors = project.errors(one.model.key)
    missing = sum(not error.there for error in errors)
    measuring(project, one.model.key)
    if missing:
        reason = not_allowed("run jobs")
        st.button(
            f"Look at {counted(missing, 'error')}",
            key="look-at-errors",
            disabled=bool(reason),
            help=reason or "The worker draws the pictures once; they are kept with the model.",
            on_click=partial(ask, project, one.model.key, kind="look-at-errors"),
        )
    columns = st.columns(2, gap="medium")
    for place, error in enumerate([error for error in errors if error.there][:AT_ONCE]):
        with columns[place % 2].container(border=True):
            _error(project, error)


def _error(project: Project, error: Overlay) -> None:
    pictures = project.picture_columns()
    rows = pictures.rows([error.image_id])
    name = pictures.names[int(rows[0])]
    original = image_url(pictures.checksum(int(rows[0])))
    st.markdown(f"{plain(name, 60)}: **{plain(error.truth, 40)}** taken for **{plain(error.predicted, 40)}**")
    left, right = st.columns(2, gap="small")
    left.image(str(error.for_predicted), width="stretch", alt=f"What spoke for {error.predicted}")
    left.caption(f"for {plain(error.predicted, 40)} ({error.confidence:.0%})")
    right.image(str(error.for_truth), width="stretch", alt=f"What spoke for {error.truth}")
    right.caption(f"for {plain(error.truth, 40)}")
    look = "font-size: .85rem; color: inherit"
    st.html(f'<a href="{original}" target="_blank" rel="noopener" style="{look}">the image itself</a>')
