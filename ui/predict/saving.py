"""What asking a second model only where the first is unsure saves, measured by the worker."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from classifiers.project import Project
from classifiers.routing import poor_route
from grouping.jobs.records import Job
from ui.awaiting import ask_for, newest, watched_one
from ui.components.job_words import state
from ui.modelling import Shown
from ui.person import not_allowed
from ui.plain import plain
from ui.wording import counted

KIND = "route"


def told(found: Mapping[str, Any]) -> str:
    """Return in words what a route gives, on test images where there are any."""
    part = "test" if found["test"] else "val"
    one = found[part]
    where = "test image" if part == "test" else "validation image"
    part_in = "which had no part in the choice" if part == "test" else "on which the point was chosen"
    return (
        f"On {counted(one['n'], where)}, {part_in}: the first model answers {one['fast_share']:.0%} alone; accuracy "
        f"{one['accuracy']:.1%} (first alone {one['fast_accuracy']:.1%}, second alone {one['strong_accuracy']:.1%}); "
        f"{one['latency_ms']:.1f} ms an image from the file on, {one['speedup']:.2f} times as fast as the second alone."
    )


def saving(project: Project, fast: Shown, strong: Shown) -> None:
    """Draw what was measured of a pair, how far that is, or the button that measures it."""
    pair = {"fast": fast.model.key, "strong": strong.model.key}

    def draw(job: Job | None) -> None:
        if job is not None and job.active:
            st.caption(plain(f"Timing both models · {state(job)}"))
        elif job is not None and job.state == "done":
            st.caption(plain(told(job.result or {})))
            if poor_route(job.result or {}):
                st.warning(plain(poor_route(job.result or {})))
        else:
            _button(project, pair, job)

    watched_one(partial(newest, project, KIND, pair), draw)


def _button(project: Project, pair: Mapping[str, str], job: Job | None) -> None:
    if job is not None and job.error:
        st.error(plain(job.error))
    reason = not_allowed("run jobs")
    st.button(
        "Measure what that saves",
        key="route",
        disabled=bool(reason),
        help=reason or "Both models answer for the same images in turns: some seconds.",
        on_click=partial(ask_for, project, KIND, pair),
    )
