"""The encoders to choose from, drawn as cards."""

import streamlit as st

from grouping.encoders.catalogue import DEFAULT, TIMM
from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.steps.time_encoder import WANTED
from grouping.store.timings import timings
from ui.encode_page.cards import Choice, choices, expected, facts, pace_help, weights_help, weights_line
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted


def _card(choice: Choice, n_images: int) -> bool:
    name = choice.card.name
    with st.container(border=True, height="stretch", gap="xxsmall"):
        chosen = st.checkbox(f"**{plain(name)}**", value=name == DEFAULT, key=f"encoder-{name}")
        for line in facts(choice):
            st.caption(line)
        colour = "green" if choice.here else "orange"
        st.caption(f":{colour}[{weights_line(choice)}]", help=weights_help(choice))
        st.caption(expected(choice, n_images), help=pace_help(choice))
    return chosen


def choose_encoders(project: Project, n_images: int) -> list[str]:
    """Draw the cards and return the names of the encoders that were chosen."""
    # The cards tell the pace for the preprocessing that is chosen below them.
    how, size = st.session_state.get("encode_preprocessing") or "stretch", st.session_state.get("encode_side")
    found = choices(timings(project.workspace), how, size)
    with st.grid(min_column_width=190, gap="small"):
        chosen = [choice for choice in found if _card(choice, n_images)]
    _measure(project, chosen, how, size, n_images)
    with st.expander("Another model of timm"):
        other = st.text_input(
            "Its name in timm",
            key="encoder_timm",
            placeholder="convnext_tiny.fb_in1k",
            help="Its size is found on loading.",
        )
    named = other.strip().removeprefix(TIMM)
    names = [choice.card.name for choice in chosen]
    return [*names, TIMM + named] if named else names


def _measure(project: Project, chosen: list[Choice], how: str, size: int | None, n_images: int) -> None:
    """Offer to time the chosen encoders whose pace is not known; those that would have to be fetched are left alone."""
    unknown = [choice.card.name for choice in chosen if choice.here and choice.timing is None]
    waiting = [
        job.arguments
        for job in recent_jobs(project.workspace.database, project=project.name)
        if job.kind == "time" and job.active
    ]
    arguments = [{"encoder": name, "preprocessing": how, "size": size} for name in unknown]
    fresh = [one for one in arguments if one not in waiting]
    if not fresh:
        return
    what = plain(unknown[0]) if len(fresh) == 1 else f"{len(fresh)} encoders"
    images = counted(min(WANTED, n_images), "image")
    asks = allowed("run jobs", help="Takes some seconds each, most of them for loading.")
    if st.button(f"Measure {what} on {images} of yours", **asks):
        for one in fresh:
            project.submit("time", **one)
        st.rerun()
