"""The frame around every page: navigation, project, undo and redo."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.sample import draw_sample
from grouping.project import Project
from ui.navigation import ENTRIES


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)


@pytest.fixture
def edited(home: Path, tmp_path: Path) -> Project:
    """A project with a class to undo."""
    project = Project.create("coils")
    project.import_images(draw_sample(tmp_path / "strips", n_images=5, seed=0))
    project.define_class("scratch")
    return project


def _links(page: AppTest) -> list[str]:
    return [str(link.proto.label) for link in page.sidebar.get("page_link")]


def test_the_pages_are_in_the_order_of_the_work() -> None:
    assert [entry.title for entry in ENTRIES if not entry.hidden] == [
        "Workspace", "Images", "Encode", "Group", "Explore", "Search", "Label", "Zero-shot",
        "Train", "Models", "Predict",
    ]  # fmt: skip
    assert all(entry.path.is_file() for entry in ENTRIES)


def test_the_sidebar_tells_how_far_the_work_is(
    main: AppTest, grouped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    page = main.run()
    assert _links(page)[:3] == ["Workspace", "Images :gray[30]", "Encode :gray[1]"]


def test_the_links_carry_the_project(main: AppTest, home: Path) -> None:
    Project.create("coils")
    Project.create("plates")
    main.query_params["project"] = "coils"
    page = main.run()
    assert {link.proto.query_string for link in page.sidebar.get("page_link")} == {"project=coils"}


def test_the_address_names_the_project_that_is_shown(main: AppTest, home: Path) -> None:
    Project.create("coils")
    assert main.run().query_params["project"] == "coils"


def test_choosing_another_project_forgets_the_group_of_the_former(main: AppTest, home: Path) -> None:
    Project.create("coils")
    Project.create("plates")
    main.query_params["project"] = "coils"
    main.query_params["group"] = "3/1"
    page = main.run()
    page = page.sidebar.selectbox[0].select("plates").run()
    assert dict(page.query_params) == {"project": "plates"}
    assert page.title[0].value == "plates"


def test_a_project_that_is_gone_is_told(main: AppTest, home: Path) -> None:
    Project.create("coils")
    main.query_params["project"] = "plates"
    page = main.run()
    assert "no project 'plates'" in page.sidebar.warning[0].value
    assert page.query_params["project"] == "coils"


def test_undo_says_what_it_would_undo_and_redo_brings_it_back(main: AppTest, edited: Project) -> None:
    page = main.run()
    assert [button.label for button in page.sidebar.button] == ["Undo"]
    assert "scratch" in page.sidebar.caption[0].value
    page = page.sidebar.button[0].click().run()
    assert not edited.label_sets()
    assert [button.label for button in page.sidebar.button] == ["Redo"]
    assert "scratch" in page.sidebar.caption[0].value
    page = page.sidebar.button[0].click().run()
    assert not page.exception
    assert edited.label_sets()[0].name == "labels"


def test_a_project_without_decisions_has_nothing_to_undo(main: AppTest, home: Path) -> None:
    Project.create("coils")
    assert not main.run().sidebar.button
