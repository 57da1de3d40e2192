"""Parts that wait for the worker: what is asked for, stopped or refused is told, and the newest job is found."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import job, recent_jobs
from grouping.project import Project
from ui.awaiting import newest


def _part(kind: str) -> None:
    from functools import partial

    import streamlit as st

    from grouping.jobs.records import Job
    from grouping.project import Project
    from ui.awaiting import ask_for, newest, progress, watched_one

    project = Project.open("coils")

    def draw(job: Job | None) -> None:
        if job is not None and job.active:
            progress(project, job, "Working")
        else:
            st.button("Ask", key="ask", on_click=partial(ask_for, project, kind, {"group": "root"}))

    watched_one(partial(newest, project, kind), draw)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("GROUPLINE_HOME", str(tmp_path))
    return Project.create("coils")


def _drawn(kind: str) -> AppTest:
    page = AppTest.from_function(_part, kwargs={"kind": kind}, default_timeout=30).run()
    assert not page.exception
    return page


def test_what_is_asked_for_is_shown_and_stopped_in_the_same_place(project: Project) -> None:
    page = _drawn("look")
    page = page.button(key="ask").click().run()
    (asked,) = recent_jobs(project.workspace.database)
    assert (asked.kind, asked.arguments, asked.active) == ("look", {"group": "root"}, True)
    page = page.button(key=f"cancel-{asked.id}").click().run()
    assert job(project.workspace.database, asked.id).state == "cancelled"
    assert "what is finished is kept" in page.toast[0].value
    assert [one.label for one in page.button] == ["Ask"]
    assert not page.run().toast


def test_a_refusal_is_told_and_nothing_else_changes(project: Project) -> None:
    page = _drawn("nothing").button(key="ask").click().run()
    assert "nothing" in page.error[0].value
    assert [one.label for one in page.button] == ["Ask"]
    assert not recent_jobs(project.workspace.database)


def test_the_newest_job_is_of_its_kind_and_of_just_these_arguments(project: Project) -> None:
    first = project.submit("look", group="1")
    second = project.submit("look", group="2")
    project.submit("umap", group="1")
    found = [newest(project, "look"), newest(project, "look", {"group": "1"}), newest(project, "look", {"group": "3"})]
    assert [one and one.id for one in found] == [second, first, None]
