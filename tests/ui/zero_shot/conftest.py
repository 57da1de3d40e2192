import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers.project import Project
from tests.clip_models import save_small_clip

CLIP = "open_clip:small"


@pytest.fixture(scope="module")
def clip_home(tmp_path_factory: pytest.TempPathFactory, grouped_home: Path) -> Path:
    """A folder with the sample strips, encoded by EfficientNet-Lite0 and a small CLIP, and that model's weights."""
    folder = tmp_path_factory.mktemp("clip")
    save_small_clip(folder / "weights" / "small")
    shutil.copytree(grouped_home, folder / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GROUPLINE_WEIGHTS_DIR", str(folder / "weights"))
        Project.open("coils", folder / "workspace").encode(CLIP, device="cpu")
    return folder


@pytest.fixture
def with_clip(clip_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """That project, of this test's own."""
    home = Path(shutil.copytree(clip_home / "workspace", tmp_path / "workspace"))
    monkeypatch.setenv("GROUPLINE_HOME", str(home))
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(clip_home / "weights"))
    return Project.open("coils", home)


@pytest.fixture
def without_clip(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The sample strips, encoded by EfficientNet-Lite0 alone."""
    home = Path(shutil.copytree(grouped_home, tmp_path / "workspace"))
    monkeypatch.setenv("GROUPLINE_HOME", str(home))
    return Project.open("coils", home)


@pytest.fixture
def page(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=30).run()


def opened(page: AppTest, file: str, **query: str) -> AppTest:
    """Open a page of the project."""
    page.switch_page(f"../pages/{file}")
    for name, value in {"project": "coils", **query}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page
