"""Pages, a project with models of a test's own, and people before a page: who the gate names, without a gate."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers import Project
from grouping.project import People
from ui import person


def with_people(home: Path, name_to: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Copy a workspace with a viewer (vera), a labeler (lars) and an admin (ada); return what names who is there."""
    shutil.copytree(home, name_to)
    monkeypatch.setenv("GROUPLINE_HOME", str(name_to))
    for name, role in (("vera", "viewer"), ("lars", "labeler"), ("ada", "admin")):
        People.at(name_to).add(name, role)
    return lambda name: monkeypatch.setattr(person, "told", lambda: name)


@pytest.fixture
def seen(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A workspace with people, seen by whom the gate names; '' is nobody."""
    return with_people(grouped_home, tmp_path / "workspace", monkeypatch)


@pytest.fixture
def seen_trained(trained_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The same with labels, models and proposals."""
    return with_people(trained_home, tmp_path / "workspace", monkeypatch)


@pytest.fixture
def page(repository: Path) -> AppTest:
    """The dashboard, not run yet."""
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=30)


@pytest.fixture
def project(trained_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The sample strips with labels, models and proposals, in a workspace of this test's own."""
    shutil.copytree(trained_home, tmp_path / "workspace")
    monkeypatch.setenv("GROUPLINE_HOME", str(tmp_path / "workspace"))
    return Project.open("coils")
