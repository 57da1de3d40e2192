"""The head of the page: what tells the classes, with which encoder, and into which set labels go."""

import streamlit as st

from classifiers.project import Project
from grouping.encoders.catalogue import DEFAULT_CLIP, card
from grouping.encoders.weights import available
from ui.navigation import PAGES
from ui.place import place
from ui.zero_shot.refine import refine
from ui.zero_shot.telling import WAYS, By, Telling, encoders

BY, ENCODER, FROM, TARGET = "by", "encoder", "from", "zs-target"


def choose(project: Project) -> tuple[Telling, str]:
    """Draw the choices, which the address keeps, and return them with the set that labels go to."""
    knows_text = bool(encoders(project, text=True))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by: By = (
            st.segmented_control(
                "Classes are told by",
                list(WAYS),
                default="prompts" if knows_text else "images",
                required=True,
                key=BY,
                bind="query-params",
                format_func=WAYS.__getitem__,
            )
            or "images"
        )
        encoder = _encoder(project, by)
        told_by = _told_by(project) if by != "prompts" else ""
        target = _target(project)
        telling = Telling(by, encoder, told_by)
        if encoder and (told_by or telling.has_prompts):
            telling = refine(project, telling)
    return telling, target


def _encoder(project: Project, by: By) -> str:
    names = encoders(project, text=by != "images")
    if st.session_state.get(ENCODER) not in names:
        st.session_state.pop(ENCODER, None)
    if not names:
        return ""
    wanted = st.query_params.get(ENCODER, "")
    start = names.index(wanted) if wanted in names else 0
    found = st.selectbox("Encoder", names, index=start, key=ENCODER, width=230)
    if found != names[0] or wanted:
        st.query_params[ENCODER] = str(found)
    return str(found)


def _told_by(project: Project) -> str:
    names = [one.name for one in project.label_sets() if one.labels]
    if not names:
        return ""
    wanted = st.query_params.get(FROM, "")
    if st.session_state.get(FROM) not in names:
        st.session_state[FROM] = wanted if wanted in names else names[0]
    found = str(st.selectbox("Images of", names, key=FROM, width=170, help="The label set whose images tell classes."))
    st.query_params[FROM] = found
    return found


def _take_target() -> None:
    name = (st.session_state[TARGET] or "").strip()
    if name:
        st.query_params["set"] = name


def _target(project: Project) -> str:
    wanted = place().label_set
    names = list(dict.fromkeys([*(one.name for one in project.label_sets()), wanted]))
    st.session_state[TARGET] = wanted
    st.selectbox(
        "Labels go to",
        names,
        key=TARGET,
        on_change=_take_target,
        accept_new_options=True,
        width=190,
        help="The label set that accepted and corrected images get a class in. Type a name for a new one.",
    )
    return wanted


def no_clip(project: Project) -> None:
    """Say that sentences need an encoder that knows them, with the three ways to go on."""
    here = available(card(DEFAULT_CLIP).name) != "hub"
    with st.container(border=True, key="zs-no-clip"):
        st.markdown("**Sentences need an encoder that knows them (CLIP), and these images were not encoded by one.**")
        fetch = (
            "Its weights are on this machine." if here else "Its weights (605 MB) are fetched once from the internet."
        )
        st.markdown(
            f"1. **Encode with `{DEFAULT_CLIP}`.** {fetch}\n"
            "2. **Without internet:** put the model's folder, as open_clip saves it, or a weight file into "
            "`GROUPLINE_WEIGHTS_DIR`, and encode with `open_clip:NAME`.\n"
            "3. **Without CLIP:** let images tell the classes. A label set or promoted groups do, with any encoder."
        )
        with st.container(horizontal=True):
            st.page_link(PAGES / "encode.py", label="Go to Encode", query_params=place().query())
            st.button("Let images tell the classes", key="zs-by-images", on_click=_by_images)


def _by_images() -> None:
    st.session_state[BY] = "images"
