import time
from pathlib import Path

import pytest

from grouping.jobs.states import claim, finish
from grouping.project import Project
from grouping.steps.clean_up import KEPT_SECONDS, clean_up
from grouping.steps.keep_uploads import Owner, new_batch, source_of
from grouping.store.workspace import Workspace


@pytest.fixture
def batch(workspace: Workspace) -> Path:
    Project.create("plates", home=workspace.home)
    return workspace.upload(new_batch(workspace, Owner("plates", "ann")))


def _submit(workspace: Workspace, batch: Path) -> int:
    source = source_of(workspace, batch.name)
    return Project.open("plates", home=workspace.home).submit("import", source=source, copy=True)


def test_an_upload_goes_when_its_import_is_done_and_not_before(workspace: Workspace, batch: Path) -> None:
    assert clean_up(workspace) == []
    job = _submit(workspace, batch)
    assert clean_up(workspace, time.time() + 2 * KEPT_SECONDS) == []
    claim(workspace.database, job)
    assert clean_up(workspace, time.time() + 2 * KEPT_SECONDS) == []
    finish(workspace.database, job, "done", result={})
    assert clean_up(workspace) == [batch]
    assert not batch.exists()


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_an_upload_whose_import_did_not_end_stays_to_be_resumed(workspace: Workspace, batch: Path, state: str) -> None:
    job = _submit(workspace, batch)
    claim(workspace.database, job)
    finish(workspace.database, job, state)
    assert clean_up(workspace) == []
    assert clean_up(workspace, time.time() + KEPT_SECONDS + 60) == [batch]


def test_downloads_go_after_a_week_and_exports_stay(workspace: Workspace) -> None:
    room, export = workspace.download("0" * 32), workspace.home / "exports" / "mine"
    for folder in room, export:
        folder.mkdir(parents=True)
        (folder / "a").touch()
    assert clean_up(workspace) == []
    assert clean_up(workspace, time.time() + KEPT_SECONDS + 60) == [room]
    assert export.exists()


def test_embeddings_of_pictures_and_measurements_go_after_a_week(workspace: Workspace) -> None:
    files = [workspace.home / "pictures" / ("0" * 32) / "a.npy", workspace.home / "measured" / "b.npz"]
    for file in files:
        file.parent.mkdir(parents=True)
        file.touch()
    kept = workspace.home / "recognizers" / "c.npz"
    kept.parent.mkdir()
    kept.touch()
    assert clean_up(workspace) == []
    assert clean_up(workspace, time.time() + KEPT_SECONDS + 60) == files
    assert [kept.exists(), *(file.exists() for file in files)] == [True, False, False]
