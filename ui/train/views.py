"""What a plan of changes does to one of the labeled images; the worker draws it, for the page has no torch."""

from functools import partial
from typing import Any

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job
from ui.awaiting import ask_for, newest, note_no_worker, watched_one
from ui.components.job_words import state
from ui.person import not_allowed
from ui.plain import plain
from ui.train.data import Data

KIND = "preview-augmentation"
VIEWS = 6
STRIP = 2.5
"""Images with a larger width over height are shown three a row."""


def asked(data: Data, plan: str) -> dict[str, Any]:
    """Return the arguments of the preview: of the first labeled image of the largest class."""
    largest = max(data.counts, key=lambda name: data.counts[name])
    own = (i for i, label in data.labels.labels.items() if label.class_name == largest)
    return {"image_id": min(own, default=min(data.labels.labels, default=0)), "plan": plan, "n": VIEWS}


def views(project: Project, data: Data, plan: str, key: str) -> None:
    """Draw the views of a plan, how far they are, or the button that asks for them; nothing for no changes."""
    if plan == "none" or not data.labels.labels:
        return
    arguments = asked(data, plan)

    def draw(job: Job | None) -> None:
        if job is not None and job.active:
            st.caption(plain(f"Drawing views · {state(job)}"))
            note_no_worker([job])
        elif job is not None and job.state == "done":
            _shown(project, arguments["image_id"], (job.result or {}).get("files", []))
        else:
            _button(project, arguments, key, job)

    watched_one(partial(newest, project, KIND, arguments), draw)


def _shown(project: Project, image_id: int, files: list[str]) -> None:
    pictures = project.picture_columns()
    rows = pictures.rows([image_id])
    name = pictures.names[int(rows[0])]
    st.caption(f"{plain(name, 60)} as training sees it: other changes in every view.")
    across = 3 if pictures.aspect(rows) > STRIP else VIEWS
    for start in range(0, len(files), across):
        for column, path in zip(st.columns(across, gap="small"), files[start : start + across], strict=False):
            column.image(path, width="stretch", alt=f"{name}, changed as in training")


def _button(project: Project, arguments: dict[str, Any], key: str, job: Job | None) -> None:
    if job is not None and job.error:
        st.error(plain(job.error))
    reason = not_allowed("run jobs")
    st.button(
        "Show what the changes do",
        key=f"{key}-views",
        type="tertiary",
        icon=":material/visibility:",
        disabled=bool(reason),
        help=reason or "Draws six views of a labeled image as training would see them.",
        on_click=partial(ask_for, project, KIND, arguments),
    )
