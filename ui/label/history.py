"""The history of a project, the newest step first, each with the way back to it."""

import math

import streamlit as st

from grouping.project import Project
from ui.acting import act
from ui.label.history_html import STYLE, Entry, of_labels, step_html
from ui.person import allowed
from ui.wording import counted

A_PAGE = 20


def history_view(project: Project) -> None:
    """Draw the steps; 'Restore to here' brings groups and labels back to how they stood after one."""
    entries = project.history()
    if not entries:
        st.info("Nothing has been decided yet.")
        return
    shown = of_labels(entries) if st.toggle("Labels only", value=True) else entries
    st.caption(
        "Restoring brings groups and labels back together, as one step that undo takes back. Frozen versions stay."
    )
    st.html(STYLE)
    for entry in _page(shown[::-1]):
        _row(project, entries, entry)
    _restore(project, entries, 0, "Restore to the start")


def _page(newest_first: list[Entry]) -> list[Entry]:
    pages = max(1, math.ceil(len(newest_first) / A_PAGE))
    at = st.pagination(pages, key=f"history-page-{pages}") if pages > 1 else 1
    return newest_first[(at - 1) * A_PAGE : at * A_PAGE]


def _row(project: Project, entries: list[Entry], entry: Entry) -> None:
    number = entry[0].number
    with st.container(horizontal=True, vertical_alignment="center", key=f"history-row-{number}"):
        st.html(step_html(*entry), width="stretch")
        if number < entries[-1][0].number:
            _restore(project, entries, number, "Restore to here")
        else:
            st.caption("Now", width="content")


def _restore(project: Project, entries: list[Entry], number: int, label: str) -> None:
    later = [event for event, _, _ in entries if event.number > number]
    others = any(event.user != project.user for event in later)
    st.button(
        label,
        key=f"history-restore-{number}",
        type="tertiary",
        **allowed(
            "undo what others did" if others else "undo",
            help=f"Groups and labels as they stood before the {counted(len(later), 'later step')}",
        ),
        on_click=_restore_to,
        args=(project, number),
    )


def _restore_to(project: Project, number: int) -> None:
    def edit(base: int) -> str:
        done = project.restore_to(number, base=base)
        sentence = str(done.payload["sentence"])
        return f"{sentence[:1].upper()}{sentence[1:]}. Undo takes it back."

    act(project, edit)
