"""Search: the images nearest to a sentence, to an image, or to a picture from this computer."""

import streamlit as st

from classifiers.project import Project
from grouping.errors import GrouplineError
from ui.modelling import begin
from ui.next_step import next_step
from ui.place import place
from ui.plain import plain
from ui.search.found import NUMBERS, find
from ui.search.query import HOW, HOWS, How, Query, ask, show
from ui.search.results import results
from ui.zero_shot.head import no_clip
from ui.zero_shot.telling import encoders
from ui.zero_shot.waiting import wait_for

ENCODER, NUMBER = "search-encoder", "search-number"
HINTS: dict[How, str] = {
    "sentence": "Write what to look for, such as: a thin bright line along the strip.",
    "image": "Name an image of this project, by its number or file name.",
    "picture": "Give a picture that shows what to look for; it is not added to the project.",
}


def _how(project: Project) -> How:
    there = bool(encoders(project, text=True))
    return (
        st.segmented_control(
            "Search by",
            list(HOWS),
            default="sentence" if there else "image",
            required=True,
            key=HOW,
            bind="query-params",
            format_func=HOWS.__getitem__,
            label_visibility="collapsed",
        )
        or "image"
    )


def _choices(names: list[str]) -> tuple[str, int]:
    if st.session_state.get(ENCODER) not in names:
        st.session_state[ENCODER] = names[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        encoder = st.selectbox("Encoder", names, key=ENCODER, label_visibility="collapsed", width=230)
        number = st.selectbox(
            "How many",
            NUMBERS,
            key=NUMBER,
            format_func=lambda n: f"The nearest {n:,}",
            label_visibility="collapsed",
            width=170,
        )
    return str(encoder), int(number)


def _search(project: Project, query: Query, how: How, encoder: str, number: int) -> None:
    show(project, query)
    if query.is_empty:
        st.info(HINTS[how])
        return
    found = find(project, query, number, encoder)
    if found.waits_for is not None:
        wait_for(project, found.waits_for)
    if found.table is not None:
        st.html(f'<div data-found="{len(found.table)}" hidden></div>')
        results(project, found.table, place().label_set)


def _page() -> None:
    project = begin("Search")
    if project is None:
        return
    if not encoders(project, text=False):
        next_step("The images have no embeddings yet: encode them first.", "encode.py", "Go to Encode")
        return
    how = _how(project)
    names = encoders(project, text=how == "sentence")
    if not names:
        no_clip(project)
        return
    query = ask(project, how)
    encoder, number = _choices(names)
    _search(project, query, how, encoder, number)


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
