"""What a page shows where the neighbours of images are not known yet: why, the button that asks, and how far it is."""

from functools import partial

import streamlit as st

from grouping.jobs.records import Job, recent_jobs
from grouping.project import Project
from grouping.tree import ROOT
from ui.awaiting import ask_for, progress, watched_one
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted


def job_at(project: Project, kind: str, group: str = ROOT) -> Job | None:
    """Return the newest job of a kind ("look" or "umap") about a group; None where there was none."""
    for job in recent_jobs(project.workspace.database, project=project.name):
        if job.kind == kind and job.arguments.get("group", ROOT) == group:
            return job
    return None


def offer(project: Project, why: str, label: str, kind: str = "look", group: str = ROOT) -> None:
    """Draw the reason and the button, while the job is active how far it is, and after it failed why.

    The page is drawn anew once the job is over.
    """

    def draw(job: Job | None) -> None:
        if job is not None and job.active:
            progress(project, job, "")
        else:
            _ask(project, why, label, kind, group, job)

    watched_one(partial(job_at, project, kind, group), draw)


def missing_images(project: Project, n_missing: int) -> None:
    """Draw how many images are not known yet, with the button that brings them in; nothing where all are."""
    if n_missing:
        why = f"{counted(n_missing, 'image')} encoded since {'is' if n_missing == 1 else 'are'} not among these yet."
        offer(project, why, f"Add {counted(n_missing, 'image')}")


def _ask(project: Project, why: str, label: str, kind: str, group: str, job: Job | None) -> None:
    if job is not None and job.error:
        st.error(plain(job.error, 400))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(why, 300), width="content")
        st.button(
            label,
            key=f"ask_{kind}_{group}",
            **allowed("run jobs"),
            on_click=partial(ask_for, project, kind, {"group": group}),
        )
