"""Who acts in a session, and what pages show to those who may not act."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.errors import NotAllowedError
from grouping.project import Project
from grouping.project.project import login_name
from ui import person
from ui.navigation import ENTRIES

SCRIPT = """
import streamlit as st
from grouping.errors import GrouplineError
from ui.person import open_as_person
try:
    st.text(open_as_person("coils").user)
except GrouplineError as error:
    st.error(str(error))
"""

KEEP = ("ui/person.py", "ui/warm.py")
"""The one place that opens projects for pages; and what reads ahead while nobody looks."""


def test_without_people_it_is_whoever_runs_the_dashboard(grouped_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    page = AppTest.from_string(SCRIPT, default_timeout=20).run()
    assert page.text[0].value == login_name()


def test_a_session_without_log_in_is_refused_once_there_are_people(seen: Callable[[str], None]) -> None:
    page = AppTest.from_string(SCRIPT, default_timeout=20).run()
    assert "asks for a log-in by now" in page.error[0].value
    seen("ada")
    assert page.run().text[0].value == "ada"
    seen("zoe")
    assert "zoe is not among the people" in page.run().error[0].value


def test_every_page_shows_itself_to_a_viewer_with_name_and_way_out(
    seen: Callable[[str], None], repository: Path
) -> None:
    seen("vera")
    page = AppTest.from_file(repository / "ui" / "main.py", default_timeout=60).run()
    for entry in ENTRIES:
        page = page.switch_page(str(entry.path)).run()
        assert not page.exception, (entry.file, page.exception)
        assert not page.error, (entry.file, page.error)
        frame = "".join(one.proto.body for one in page.sidebar.get("html"))
        assert "<b>vera</b> · viewer" in frame
        assert 'href="/logout"' in frame


def test_a_viewer_who_acts_reads_why_not_and_nothing_changes(seen: Callable[[str], None], repository: Path) -> None:
    seen("vera")
    page = AppTest.from_file(repository / "ui" / "main.py", default_timeout=60).run()
    create = next(button for button in page.button if button.label == "Create project")
    assert create.disabled
    assert "that takes the role admin" in create.help
    with pytest.raises(NotAllowedError, match="vera is a viewer"):
        person.create_as_person("second")
    assert [event.user for event, _, _ in Project.open("coils").history()] == [login_name()]


def test_pages_open_projects_in_one_place(repository: Path) -> None:
    found = {}
    for path in [*(repository / "ui").rglob("*.py"), *(repository / "pages").glob("*.py")]:
        name = path.relative_to(repository).as_posix()
        lines = [line for line in path.read_text().splitlines() if re.search(r"Project\.(open|create)\(", line)]
        # What caches readings opens a project that its caller was given, and only reads.
        found[name] = [line for line in lines if not line.split("Project.open(")[-1].startswith("name, home=home)")]
    assert {name for name, lines in found.items() if lines} == set(KEEP)
