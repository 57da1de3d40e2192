"""The encoders to choose from, drawn as cards."""

import streamlit as st

from grouping.encoders.catalogue import DEFAULT, TIMM
from grouping.jobs.records import recent_jobs
from grouping.project import Project
from ui.encode_page.cards import Choice, choices, expected, facts, weights_help, weights_line
from ui.plain import plain


def _card(choice: Choice, n_images: int) -> bool:
    name = choice.card.name
    with st.container(border=True, height="stretch", gap="xxsmall"):
        chosen = st.checkbox(f"**{plain(name)}**", value=name == DEFAULT, key=f"encoder-{name}")
        for line in facts(choice):
            st.caption(line)
        colour = "green" if choice.here else "orange"
        st.caption(f":{colour}[{weights_line(choice)}]", help=weights_help(choice))
        pace = expected(choice, n_images)
        if pace:
            st.caption(pace, help=f"At the {choice.rate:,.1f} images a second of its last run here.")
    return chosen


def choose_encoders(project: Project, n_images: int) -> list[str]:
    """Draw the cards and return the names of the encoders that were chosen."""
    jobs = recent_jobs(project.workspace.database, limit=200)
    chosen = []
    with st.grid(min_column_width=190, gap="small"):
        for choice in choices(jobs):
            if _card(choice, n_images):
                chosen.append(choice.card.name)
    with st.expander("Another model of timm"):
        other = st.text_input(
            "Its name in timm",
            key="encoder_timm",
            placeholder="convnext_tiny.fb_in1k",
            help="Its size is found on loading.",
        )
    named = other.strip().removeprefix(TIMM)
    return [*chosen, TIMM + named] if named else chosen
