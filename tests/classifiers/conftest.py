"""A labeled project to train on: small pictures of three kinds, encoded once and copied for each test that writes."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from PIL import Image

from classifiers import Project

KINDS = ("grain", "stripes", "spots")
PER_KIND = 24
UNLABELED = 6
"""Of each kind, without a class."""


def _picture(kind: str, rng: np.random.Generator) -> Image.Image:
    rows, columns = np.mgrid[:48, :48]
    pixels = rng.normal(110, 12, (48, 48))
    if kind == "stripes":
        pixels += 50 * np.sin(columns / 2 + rng.uniform(0, 6))
    elif kind == "spots":
        for row, column in rng.integers(6, 42, (5, 2)):
            pixels[(rows - row) ** 2 + (columns - column) ** 2 < 16] += 90
    else:
        pixels += rng.normal(0, 40, (48, 48))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _draw(folder: Path) -> Path:
    rng = np.random.default_rng(3)
    for kind in KINDS:
        (folder / kind).mkdir(parents=True)
        for number in range(PER_KIND):
            _picture(kind, rng).save(folder / kind / f"{kind}{number:02d}.png")
    return folder


def _make(folder: Path) -> None:
    project = Project.create("plates", home=folder / "workspace")
    project.import_images(_draw(folder / "pictures"), near_labels="folder")
    project.encode("efficientnet_lite0", device="cpu")
    images = project.images()
    for kind in KINDS:
        ids = [int(i) for i in images["id"][images["near_label"] == kind]]
        project.promote(ids[: PER_KIND - UNLABELED], kind)
    (folder / "complete").touch()


@pytest.fixture(scope="session")
def labeled_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A workspace with the project `plates`: 72 pictures of three kinds, 54 of them labeled. Only to be copied."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "labeled"
    with FileLock(f"{folder}.lock"):
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder)
    return folder / "workspace"


@pytest.fixture
def project(labeled_home: Path, home: Path) -> Project:
    """The labeled project in a workspace of this test's own."""
    shutil.copytree(labeled_home, home, dirs_exist_ok=True)
    return Project.open("plates", home=home)


@pytest.fixture
def movable(tmp_path: Path) -> Project:
    """The labeled project with pictures of this test's own, which may be moved away."""
    _make(tmp_path)
    return Project.open("plates", home=tmp_path / "workspace")
