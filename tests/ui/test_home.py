from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import submit
from grouping.project import Project
from grouping.store.workspace import Workspace


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)


def _words(page: AppTest) -> str:
    texts = [*page.title, *page.subheader, *page.caption, *page.markdown, *page.info, *page.code]
    return "\n".join(str(text.value) for text in texts)


def _button(page: AppTest, label: str) -> object:
    return next(button for button in page.button if button.label == label)


def test_an_empty_workspace_says_what_to_do_next(main: AppTest, home: Path) -> None:
    page = main.run()
    assert not page.exception
    assert "No project yet" in _words(page)
    assert "grouping first-run" in _words(page)
    assert page.text_input[0].label == "Name of the new project"


def test_looking_again_shows_a_project_that_was_made_meanwhile(main: AppTest, home: Path) -> None:
    page = main.run()
    Project.create("coils")
    page = _button(page, "Look again").click().run()
    assert page.selectbox[0].options == ["coils"]


def test_a_project_is_made_and_opened_on_the_images_page(main: AppTest, home: Path) -> None:
    page = main.run()
    page.text_input[0].input("coils")
    page = _button(page, "Create project").click().run()
    assert not page.exception
    assert page.title[0].value == "Images"
    assert page.query_params["project"] == "coils"


def test_a_name_that_is_taken_is_refused_in_one_sentence(main: AppTest, home: Path) -> None:
    Project.create("coils")
    page = main.run()
    page.text_input[0].input("coils")
    page = _button(page, "Create project").click().run()
    assert "exists already" in page.error[0].value


def test_a_project_without_images_asks_for_an_import(main: AppTest, home: Path) -> None:
    Project.create("coils")
    page = main.run()
    assert not page.exception
    assert "The project has no images yet." in _words(page)
    page = _button(page, "Import images").click().run()
    assert page.title[0].value == "Images"


def test_names_of_users_are_never_markup(main: AppTest, home: Path) -> None:
    Project.create("**bold** <b>x</b>")
    page = main.run()
    assert page.title[0].value == r"\*\*bold\*\* \<b\>x\</b\>"


def test_a_job_that_waits_is_shown_in_the_list_and_in_the_sidebar(main: AppTest, home: Path) -> None:
    Project.create("coils")
    submit(Workspace.at().database, "coils", "encode", {}, "ann")
    page = main.run()
    assert "Jobs · 1 active" in _words(page)
    assert "waits for the worker" in _words(page)
    assert "1 job runs or waits" in [text.value for text in page.sidebar.caption]


def test_a_job_that_waits_is_cancelled_and_resumed(main: AppTest, home: Path) -> None:
    Project.create("coils")
    submit(Workspace.at().database, "coils", "encode", {"encoder": "vgg16"}, "ann")
    page = main.run()
    page = page.button(key="jobs-cancel-1").click().run()
    assert "– **Encoding · coils**" in _words(page)
    page = page.button(key="jobs-again-1").click().run()
    assert "waits for the worker" in _words(page)
    assert not [button for button in page.button if button.label == "Resume"]


def test_a_database_that_cannot_be_reached_is_told_in_one_message(
    main: AppTest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    page = main.run()
    assert not page.exception
    assert len(page.error) == 1


def test_a_grouped_project_shows_its_groups(main: AppTest, grouped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    page = main.run()
    assert not page.exception
    assert "Groups" in _words(page)
    assert "encoded with efficientnet" in _words(page)
