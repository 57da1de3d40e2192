"""Fixtures for tests of the store and what stands on it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from grouping.jobs.queue import queue
from grouping.store.workspace import Workspace


@pytest.fixture
def workspace(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A migrated workspace, once on SQLite and once on PostgreSQL."""
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", database_url)
    opened = Workspace.at(home)
    yield opened
    queue(home)[0].storage.close()
    opened.database.engine.dispose()


@pytest.fixture
def local_workspace(home: Path) -> Iterator[Workspace]:
    """A migrated workspace with its own SQLite file, for tests that are not about the database."""
    opened = Workspace.at(home)
    yield opened
    opened.database.engine.dispose()


@pytest.fixture
def picture_folder(tmp_path: Path) -> Path:
    """Twelve small pictures in two folders, 'light' stripes and 'dark' grain, one of each twice; one broken; a text."""
    rng = np.random.default_rng(7)
    folder = tmp_path / "pictures"
    for kind, level in (("light", 180), ("dark", 60)):
        (folder / kind).mkdir(parents=True)
        for number in range(6):
            stripes = 60 * np.sin(np.arange(60) / 2 + number) if kind == "light" else 0
            pixels = np.clip(rng.normal(level, 5 if kind == "light" else 40, (40, 60)) + stripes, 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(folder / kind / f"{kind}{number}.png")
        (folder / kind / "copy.png").write_bytes((folder / kind / f"{kind}0.png").read_bytes())
    (folder / "light" / "broken.png").write_bytes((folder / "light" / "light1.png").read_bytes()[:200])
    (folder / "notes.txt").write_text("shift 2")
    return folder
