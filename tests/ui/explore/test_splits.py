"""Splitting a group on the Explore page: by hand, by a job, and too late."""

from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.worker import run_job
from tests.ui.explore.acts import open_page, press


def test_a_finished_sweep_is_split_by_hand_in_one_flow(project: Project, main: AppTest) -> None:
    page = open_page(main)
    page.selectbox(key="explore_algorithm_root").set_value("agglomerative").run()
    page.selectbox(key="explore_clusters_root_agglomerative").set_value(4).run()
    press(page, "Split into 4")
    assert not page.error
    assert len(project.tree().children("root")) == 4


def test_a_group_without_a_sweep_is_swept_as_a_job_that_is_shown(project: Project, main: AppTest) -> None:
    page = open_page(main, group="0")
    press(page, "Sweep only")
    (job,) = recent_jobs(project.workspace.database)
    assert (job.kind, job.arguments["group"], job.arguments["clusters"][0]) == ("sweep", "0", 2)
    assert not page.exception
    press(page, "Cancel")
    assert not recent_jobs(project.workspace.database)[0].active


def test_a_group_is_swept_and_split_by_one_button(project: Project, main: AppTest) -> None:
    page = open_page(main, group="0", view="Map")
    press(page, "Sweep, then split by Min-Max")
    (job,) = recent_jobs(project.workspace.database)
    assert (job.kind, job.arguments["group"], job.arguments["by"]) == ("split", "0", "min-max")
    assert job.arguments["base"] == project.version()
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.exception
    assert len(project.tree().children("0")) > 1
    assert page.session_state["explore_mode"] == "Cards"


def test_a_split_of_what_changed_before_its_turn_came_is_refused_and_told(project: Project, main: AppTest) -> None:
    page = open_page(main, group="0")
    press(page, "Sweep, then split by Min-Max")
    Project.open("coils", user="ann").rename("0", "ash")
    (job,) = recent_jobs(project.workspace.database)
    run_job(project.workspace.home, job.id)
    page.run()
    assert "ann renamed group" in page.error[0].value
    assert not project.tree().children("0")
