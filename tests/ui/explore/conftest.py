"""The grouped project before the Explore page, and what its gallery is sent."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.project import Project
from ui.components.gallery import GalleryView


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20).run()


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The grouped project, in a copy that may be changed."""
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    return Project.open("coils")


@pytest.fixture
def galleries(monkeypatch: pytest.MonkeyPatch) -> list[GalleryView]:
    """What the gallery was sent, run by run."""
    drawn: list[GalleryView] = []
    monkeypatch.setattr("ui.explore.workbench.gallery", lambda view, *_: drawn.append(view))
    return drawn
