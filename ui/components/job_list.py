"""The jobs of the worker: what runs, how far it is, what went wrong; cancel, and start again."""

from collections.abc import Collection

import streamlit as st

from grouping.errors import GrouplineError
from grouping.jobs.records import Job
from grouping.project.access import job_action
from ui.awaiting import note_no_worker
from ui.components.job_words import MARKS, heading, share, shown_jobs, state, subject
from ui.overview import latest_jobs
from ui.person import allowed, may_cancel, open_as_person
from ui.plain import plain
from ui.wording import counted


def _draw(job: Job, key: str, *, compact: bool = False) -> None:
    about = subject(job)
    with st.container(horizontal=not compact, vertical_alignment="center", gap="xxsmall" if compact else "small"):
        with st.container(gap=None):
            st.markdown(f"{MARKS.get(job.state, '')} **{plain(heading(job), 80)}**")
            if about:
                st.caption(plain(about, 40 if compact else 120))
            st.caption(plain(state(job)))
            if job.state == "running" and job.total:
                st.progress(share(job))
            if job.error:
                st.caption(f":red[{plain(job.error)}]")
        _button(job, key)


def _button(job: Job, key: str) -> None:
    if job.active:
        st.button(
            "Cancel",
            key=f"{key}-cancel-{job.id}",
            **may_cancel(job, "Stops within seconds; what is finished is kept."),
            on_click=_cancel,
            args=(job,),
        )
    elif job.state in ("failed", "cancelled"):
        starts = allowed(
            job_action(open_as_person(job.project), job.kind, job.arguments),
            help="Starts it again; only what is missing is done.",
        )
        if st.button("Resume", key=f"{key}-again-{job.id}", **starts):
            _start_again(job)


def _cancel(job: Job) -> None:
    try:
        open_as_person(job.project).cancel(job.id)
    except GrouplineError as error:
        st.toast(plain(error))


def _start_again(job: Job) -> None:
    try:
        open_as_person(job.project).submit(job.kind, **job.arguments)
    except GrouplineError as error:
        st.error(plain(error))
    else:
        st.rerun()


def job_list(project: str = "", kinds: Collection[str] = (), limit: int = 6, key: str = "jobs") -> None:
    """Draw the newest jobs; while one is active, look again every second without redrawing the page."""
    active_before = any(job.active for job in shown_jobs(latest_jobs(50), project, kinds, 50))

    @st.fragment(run_every=1.0 if active_before else None)
    def watch() -> None:
        every = latest_jobs(50)
        jobs = shown_jobs(every, project, kinds, limit)
        n_active = sum(job.active for job in shown_jobs(every, project, kinds, 50))
        if active_before and not n_active:
            st.rerun()  # the last one ended: draw the page anew, without the polling
        st.subheader("Jobs" if not n_active else f"Jobs · {counted(n_active, 'active', 'active')}")
        if not jobs:
            st.caption("No job has run yet.")
        note_no_worker(every)
        for job in jobs:
            _draw(job, key)

    watch()


def active_jobs(limit: int = 4) -> None:
    """Draw the jobs that have work to do, small, for the sidebar; nothing where there are none."""
    before = {job.id for job in latest_jobs(50) if job.active}
    if not before:
        return

    @st.fragment(run_every=1.0)
    def watch() -> None:
        every = latest_jobs(50)
        jobs = [job for job in shown_jobs(every, "", (), len(every)) if job.active]
        if before - {job.id for job in jobs}:
            st.rerun()  # one ended: the counts beside the pages have changed
        st.caption(counted(len(jobs), "job runs or waits", "jobs run or wait"))
        for job in jobs[:limit]:
            _draw(job, "sidebar", compact=True)

    watch()
