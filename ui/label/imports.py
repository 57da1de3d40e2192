"""Labels from outside: a CSV from this computer, or a CSV or folder on the machine that runs Groupline."""

import secrets
from typing import Any

import pandas as pd
import streamlit as st

from grouping.errors import GrouplineError
from grouping.files import atomic_write
from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from grouping.steps.keep_uploads import Owner, new_batch, place_of
from ui.components.job_list import job_list
from ui.images_page.roots import allowed_path
from ui.person import allowed
from ui.plain import plain
from ui.upload_names import checked_name
from ui.wording import ago, counted

KIND = "import-labels"


def _read(project: Project, label_set: str, source: str) -> None:
    project.submit(KIND, source=source, label_set=label_set, job=secrets.token_hex(16))
    st.rerun()


def _uploaded(project: Project, name: str, data: bytes) -> str:
    """Keep an uploaded table until its job is over, and return where it lies."""
    batch = new_batch(project.workspace, Owner(project.name, project.user))
    path = place_of(project.workspace.upload(batch), checked_name(name))
    with atomic_write(path) as file:
        file.write(data)
    return str(path)


def _done(job: Job) -> None:
    done: dict[str, Any] = job.result or {}
    classes = ", ".join(f"{name} {n:,}" for name, n in done["classes"].items())
    when = ago(job.finished_at) if job.finished_at else ""
    st.success(
        plain(
            f"{counted(done['labeled'], 'image')} labeled in '{done['label_set']}' {when}: {classes}. "
            "Undo takes it back."
        )
    )
    if done["n_left_out"]:
        st.caption(f"{counted(done['n_left_out'], 'entry', 'entries')} of the source gave no label.")
        left_out = pd.DataFrame(done["left_out"], columns=["What", "Why it gave no label"])
        st.dataframe(left_out, hide_index=True, width="stretch", height=240)


def _jobs(project: Project, label_set: str) -> None:
    """Draw the reading under way, and what the last one of the set did."""
    jobs = recent_jobs(project.workspace.database, limit=200, project=project.name)
    own = [job for job in jobs if job.kind == KIND and job.arguments.get("label_set") == label_set]
    if own and own[0].state != "done":
        job_list(project.name, (KIND,), limit=1, key=KIND)
    elif own:
        _done(own[0])


def import_view(project: Project, label_set: str) -> None:
    """Draw both ways in, and how the last import went."""
    _jobs(project, label_set)
    st.write(
        "A CSV names images by checksum, id, path or file name, with a column for the class; a folder has a folder "
        "for each class. An import is one step: one undo takes it back."
    )
    try:
        file = st.file_uploader("CSV from this computer", type=["csv", "tsv", "txt"])
        if file is not None and st.button("Read the labels", type="primary", **allowed("import labels")):
            _read(project, label_set, _uploaded(project, file.name, file.getvalue()))
        with st.form("import-path", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            path = st.text_input("CSV or folder on the machine that runs Groupline", placeholder="/data/labeled")
            if st.form_submit_button("Read the labels", **allowed("import labels")):
                _read(project, label_set, allowed_path(path))
    except GrouplineError as error:
        st.error(plain(error))
