import shutil
from pathlib import Path

import pytest

from classifiers.project import Project
from tests.clip_models import save_small_clip

CLIP = "open_clip:small"


@pytest.fixture(scope="module")
def encoded(tmp_path_factory: pytest.TempPathFactory, grouped_home: Path) -> Path:
    """A workspace with the sample strips in three encodings: EfficientNet-Lite0, a small CLIP, and its grid."""
    folder = tmp_path_factory.mktemp("clip")
    save_small_clip(folder / "weights" / "small")
    shutil.copytree(grouped_home, folder / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GROUPLINE_WEIGHTS_DIR", str(folder / "weights"))
        project = Project.open("coils", folder / "workspace")
        project.encode(CLIP, preprocessing="grid", device="cpu")
        project.encode(CLIP, device="cpu")
        leaves = project.groups()
        for number, group in enumerate(leaves):
            project.promote(group.path, f"class {number}")
    return folder


@pytest.fixture
def project(encoded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """That workspace's project, of this test's own."""
    shutil.copytree(encoded / "workspace", tmp_path / "workspace")
    monkeypatch.setenv("GROUPLINE_WEIGHTS_DIR", str(encoded / "weights"))
    return Project.open("coils", tmp_path / "workspace")
