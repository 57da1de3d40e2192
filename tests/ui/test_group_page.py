import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs, submit
from grouping.jobs.states import claim, finish
from grouping.project import Project
from grouping.store.workspace import Workspace


@pytest.fixture
def page(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    shutil.copytree(grouped_home, tmp_path / "workspace")  # the fixture's own is only to be read
    monkeypatch.setenv("GROUPLINE_HOME", str(tmp_path / "workspace"))
    return Project.open("coils")


def _open(page: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    page = page.switch_page("../pages/group.py").run()
    assert not page.exception
    return page


def _button(page: AppTest, label: str) -> object:
    return next(one for one in page.button if one.label == label)


def test_a_workspace_without_a_project_says_what_to_do(page: AppTest, home: Path) -> None:
    assert "There is no project yet" in _open(page).info[0].value


def test_a_project_without_images_says_what_to_do(page: AppTest, home: Path) -> None:
    Project.create("coils")
    assert "no images yet" in _open(page).info[0].value


def test_a_group_that_was_not_swept_offers_the_form_and_hands_the_sweep_to_the_worker(
    page: AppTest, project: Project
) -> None:
    group = project.groups()[0]
    page = _open(page, group=group.path)
    label = f"Sweep {group.size} images"
    _button(page, label).click().run()
    job = recent_jobs(Workspace.at().database)[0]
    assert job.kind == "sweep"
    assert job.arguments["group"] == group.path
    assert job.arguments["use_near_labels"] is True


def test_a_sweep_of_which_the_worker_failed_is_told(page: AppTest, project: Project) -> None:
    database = Workspace.at().database
    number = submit(database, "coils", "sweep", {"group": "root"}, "ann")
    claim(database, number)
    finish(database, number, "failed", error="The disk is full.")
    assert "The disk is full" in _open(page).error[0].value


def test_the_pick_is_looked_at_first(page: AppTest, project: Project) -> None:
    pick = project.open_sweep().min_max.selected
    page = _open(page)
    assert any(one.label == f"Split into {pick.n_clusters} groups" for one in page.button)


def test_the_address_names_the_partition_that_is_looked_at(page: AppTest, project: Project) -> None:
    page = _open(page, partition="spectral:5")
    assert any(one.label == "Split into 5 groups" for one in page.button)
    assert any("Spectral, 5 clusters" in str(text.value) for text in page.markdown)


def test_a_partition_can_be_chosen_without_the_mouse(page: AppTest, project: Project) -> None:
    page = _open(page)
    page.selectbox(key="clusters-choice").set_value(5).run()
    assert ":5" in str(page.query_params["partition"])
    assert any(one.label == "Split into 5 groups" for one in page.button)


def test_a_split_takes_the_partition_shown_and_tells_the_history_how_it_was_chosen(
    page: AppTest, project: Project
) -> None:
    page = _open(page, partition="kmeans:6")
    _button(page, "Split into 6 groups").click().run()
    assert not page.exception
    assert len(project.groups()) == 6
    assert "kmeans, 6 clusters" in project.history()[-1][1]


def test_a_split_of_what_somebody_changed_meanwhile_is_refused_with_the_sentence(
    page: AppTest, project: Project
) -> None:
    page = _open(page, partition="kmeans:6")
    Project.open("coils", user="ann").rename("0", "ash")
    before = project.version()
    _button(page, "Split into 6 groups").click().run()
    assert project.version() == before
    assert "ann" in page.error[0].value


def test_a_group_that_is_gone_gives_way_to_all_images(page: AppTest, project: Project) -> None:
    page = _open(page, group="77")
    assert "There is no group" in page.warning[0].value
    assert page.button


def test_a_partition_is_compared_with_the_near_labels_the_groups_or_another_one(
    page: AppTest, project: Project
) -> None:
    page = _open(page, view="Compare", partition="kmeans:4")
    assert not page.error
    key = project.open_sweep().key
    assert page.query_params["rows"] == f"sweep:{key}:kmeans:4"
    assert any("ARI" in str(text.value) for text in page.caption)
    page.selectbox(key="compare_columns").set_value("groups").run()
    assert not page.exception
    assert any("30 images" in str(text.value) for text in page.caption)


def test_a_finished_sweep_is_named_shortly_and_told_in_full_beside_it(page: AppTest, project: Project) -> None:
    choice = _open(page).selectbox(key="sweep-choice")
    assert choice.options[0].startswith("efficientnet_lite0 · k 2–6 · ")
    assert "30 images" in choice.help
