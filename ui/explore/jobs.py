"""The sweep, the split or the growing of one group, while it runs and when it failed."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from grouping.tree import ROOT
from ui.components.job_list import state
from ui.person import may_cancel
from ui.plain import plain

VERBS = {"sweep": "Sweeping", "split": "Splitting", "grow": "Growing"}


def job_of(project: Project, path: str) -> Job | None:
    """Return the newest sweep, split or growing of a group; None where there was none."""
    for job in recent_jobs(project.workspace.database, project=project.name):
        if job.kind in VERBS and job.arguments.get("group", ROOT) == path:
            return job
    return None


def watch_job(project: Project, path: str) -> bool:
    """Draw the group's job, each second anew while it is active, and return whether it is."""
    first = job_of(project, path)
    if first is None or not (first.active or first.error):
        return False

    @st.fragment(run_every=1.0 if first.active else None)
    def watch() -> None:
        job = job_of(project, path)
        if job is None or first.active != job.active:
            st.rerun()
        else:
            _draw(project, job)

    watch()
    return first.active


def _draw(project: Project, job: Job) -> None:
    if not job.active:
        st.error(f"{VERBS[job.kind]} this group {job.state}: {plain(job.error or '', 400)}")
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        share = min(job.done / job.total, 1.0) if job.state == "running" and job.total else 0.0
        st.progress(share, text=f"{VERBS[job.kind]} this group: {plain(state(job), 160)}")
        if st.button("Cancel", key=f"explore_cancel_{job.id}", **may_cancel(job)):
            try:
                project.cancel(job.id)
            except GrouplineError as error:
                st.error(plain(error))
            else:
                st.rerun()
