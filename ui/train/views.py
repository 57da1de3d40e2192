"""What a plan of changes does to one of the labeled images; the worker draws it, for the page has no torch."""

from functools import partial
from typing import Any

import streamlit as st

from classifiers.project import Project
from grouping.jobs.records import Job, recent_jobs
from ui.acting import act
from ui.components.job_list import no_worker, state
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


def newest(jobs: list[Job], arguments: dict[str, Any]) -> Job | None:
    """Return the newest preview with these arguments; None where there was none."""
    return next((job for job in jobs if job.kind == KIND and job.arguments == arguments), None)


def views(project: Project, data: Data, plan: str, key: str) -> None:
    """Draw the views of a plan, how far they are, or the button that asks for them; nothing for no changes."""
    if plan == "none" or not data.labels.labels:
        return
    arguments = asked(data, plan)
    first = newest(recent_jobs(project.workspace.database, project=project.name), arguments)
    active = first is not None and first.active

    @st.fragment(run_every=1.0 if active else None)
    def watch() -> None:
        job = newest(recent_jobs(project.workspace.database, project=project.name), arguments)
        if active != (job is not None and job.active):  # begun by the button below, or over by now
            st.rerun()
        if job is not None and job.active:
            st.caption(plain(f"Drawing views · {state(job)}"))
            if no_worker([job]):
                st.warning("No worker takes this up. `make run` starts one with the dashboard.")
        elif job is not None and job.state == "done":
            _shown(project, arguments["image_id"], (job.result or {}).get("files", []))
        else:
            _button(project, arguments, key, job)

    watch()


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
        on_click=partial(_ask, project, arguments),
    )


def _ask(project: Project, arguments: dict[str, Any]) -> None:
    def edit(_base: int) -> str:
        project.submit(KIND, **arguments)
        return ""

    act(project, edit)
