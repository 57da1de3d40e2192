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


def test_an_empty_workspace_says_what_to_do_next(main: AppTest, home: Path) -> None:
    page = main.run()
    assert not page.exception
    assert "No project yet" in _words(page)
    assert "grouping first-run" in _words(page)


def test_looking_again_shows_a_project_that_was_made_meanwhile(main: AppTest, home: Path) -> None:
    page = main.run()
    Project.create("coils")
    page = page.button[0].click().run()
    assert page.selectbox[0].options == ["coils"]


def test_a_project_without_images_asks_for_an_import(main: AppTest, home: Path) -> None:
    Project.create("coils")
    page = main.run()
    assert not page.exception
    assert "grouping import coils FOLDER" in page.info[0].value


def test_a_name_with_a_space_is_quoted_in_the_command(main: AppTest, home: Path) -> None:
    Project.create("hot strip's")
    page = main.run()
    assert """grouping import 'hot strip'"'"'s' FOLDER""" in page.info[0].value


def test_a_job_that_waits_is_shown(main: AppTest, home: Path) -> None:
    Project.create("coils")
    submit(Workspace.at().database, "coils", "encode", {}, "ann")
    page = main.run()
    assert "Jobs · 1 active" in _words(page)
    assert "waits for the worker" in _words(page)


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
    assert not page.info
    assert "Groups" in _words(page)
    assert "encoded with efficientnet_lite0" in _words(page)
