"""The check before training: how the version divides, and that nothing of one part is known to another."""

from functools import partial
from typing import Any

import streamlit as st

from classifiers.data.labeled import unchecked
from classifiers.project import Project
from grouping.jobs.records import Job
from ui.awaiting import ask_for, newest, watched_one
from ui.components.job_words import state
from ui.person import not_allowed
from ui.plain import plain
from ui.train.request import Request
from ui.wording import ago, counted

KIND = "check-split"


def sizes(found: dict[str, Any]) -> str:
    """Return how large each part is, in words."""
    return " · ".join(f"{part} **{count:,}**" for part, count in found["sizes"].items() if count or part != "gold")


def notes(found: dict[str, Any]) -> list[str]:
    """Return what the check says beside that it is clean."""
    told = [f"{counted(found['near_duplicate_groups'], 'group')} of near-duplicates; each stays together in one part."]
    if found["unchecked"]:
        told.append(unchecked(found["unchecked"]))
    if found["held_back"]:
        told.append(f"{counted(found['held_back'], 'near-copy', 'near-copies')} of gold images left out of all parts.")
    if found["rejoined"]:
        told.append(
            f"{counted(found['rejoined'], 'image')} joined train: else near-copies would lie in two parts, or their "
            "class would have none to learn from."
        )
    return told


def leakage_check(project: Project, request: Request) -> None:
    """Draw the check of a version and its shares: the button that asks for it, how far it is, what it found."""
    arguments = request.divided()

    def draw(job: Job | None) -> None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _button(project, arguments, job)
            if job is None:
                st.caption("Before it trains, each training checks this by itself and refuses to begin on a leak.")
            elif job.active:
                st.caption(plain(state(job)))
        if job is not None and not job.active:
            _found(project, request.label_set, job)

    watched_one(partial(newest, project, KIND, arguments), draw)


def _button(project: Project, arguments: dict[str, Any], job: Job | None) -> None:
    reason = not_allowed("run jobs")
    st.button(
        "Check for leaks" if job is None or job.state != "done" else "Check again",
        key="check-split",
        disabled=bool(reason) or (job is not None and job.active),
        help=reason or "Divides the version and looks for images, or near-copies, in two parts.",
        on_click=partial(ask_for, project, KIND, arguments),
    )


def outdated(project: Project, label_set: str, job: Job) -> str:
    """Return what was done since a check that it could not know of, and what to do; '' where nothing was."""
    gold = project.gold().get(label_set)
    encoded = newest(project, "encode")
    if job.finished_at and gold is not None and gold["at"] > job.finished_at:
        return "The gold set was locked after this check. Check again."
    if job.finished_at and encoded is not None and encoded.finished_at and encoded.finished_at > job.finished_at:
        return "Images were encoded after this check. Check again."
    return ""


def _found(project: Project, label_set: str, job: Job) -> None:
    if job.state != "done" or not job.result:
        st.error(plain(job.error or "The check was cancelled."))
        return
    found, late = job.result, outdated(project, label_set, job)
    if late:
        st.warning(late)
    elif found["clean"]:
        st.markdown(f":green[✓] No leaks: no image, nor a near-copy of one, is in two parts. {sizes(found)}")
    else:
        st.error(plain("; ".join(found["said"])))
    checked = f"Checked {ago(job.finished_at)}." if job.finished_at else ""
    st.caption(" ".join([checked, *notes(found)]))
