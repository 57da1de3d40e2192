import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from data.sample import draw_sample
from grouping.errors import CancelledError
from grouping.exporters.manifest import read_manifest
from grouping.jobs.records import Job, job
from grouping.label_jobs import export
from grouping.project import Project
from grouping.steps.pack_export import pack
from grouping.worker import run_job

SINCE = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project.create("coils", home=tmp_path / "home")
    project.import_images(draw_sample(tmp_path / "strips", n_images=40, seed=0))
    ids = project.images()["id"].tolist()
    project.promote(ids[:25], "ash")
    project.promote(ids[25:], "rust")
    return project


def _arguments(project: Project, **more: object) -> dict[str, object]:
    return {"label_set": "labels", "format": "imagefolder", "since": SINCE, **more}


def _done(project: Project, number: int) -> Job:
    for _ in range(600):
        found = job(project.workspace.database, number)
        if not found.active:
            return found
        time.sleep(0.1)
    raise AssertionError(f"The job did not end: {found}")


def _worker(project: Project) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "grouping", "worker", "--home", str(project.workspace.home)]
    return subprocess.Popen(command, start_new_session=True)


def test_an_export_whose_worker_is_killed_ends_as_an_undisturbed_one(project: Project, tmp_path: Path) -> None:
    to = tmp_path / "out"
    number = project.submit("export", **_arguments(project, to=str(to)))
    worker = _worker(project)
    try:
        while job(project.workspace.database, number).state == "queued":
            time.sleep(0.02)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        worker = _worker(project)
        done = _done(project, number)
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert (done.state, done.error) == ("done", None)
    undisturbed = project.export("labels", "imagefolder", tmp_path / "other")
    assert read_manifest(to).files == undisturbed.files
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_an_export_killed_after_its_end_is_taken_as_done_but_an_earlier_one_is_not(
    project: Project, tmp_path: Path
) -> None:
    to = tmp_path / "out"
    first = project.export("labels", "csv", to)
    again = {"label_set": "labels", "format": "csv", "to": to}
    assert project.export(**again, since=first.created_at) == first
    with pytest.raises(Exception, match="holds an export already"):
        project.export(**again, since="2999-01-01T00:00:00+00:00")
    project.unlabel([project.images()["id"].tolist()[0]])
    with pytest.raises(Exception, match="holds an export already"):
        project.export(**again, since=first.created_at)


def test_a_download_begun_again_gives_the_same_zip(project: Project) -> None:
    to = project.workspace.download("a" * 32) / "coils"
    arguments = _arguments(project, to=str(to), download="a" * 32, overwrite=True)
    first = export(project, dict(arguments), lambda *_: None)
    packed = to.parent / "coils.zip"
    assert first["bytes"] == packed.stat().st_size
    assert export(project, dict(arguments), lambda *_: None) == json.loads(json.dumps(first))
    with zipfile.ZipFile(packed) as archive:
        assert len(archive.namelist()) == first["n_files"] + 1
    assert sorted(path.name for path in to.parent.iterdir()) == ["coils.zip", "result.json"]


def test_a_cancelled_download_leaves_nothing(project: Project) -> None:
    to = project.workspace.download("a" * 32) / "coils"

    def stop(done: int, total: int | None, message: str = "") -> None:
        if message == "packing" and done > 10:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        export(project, _arguments(project, to=str(to), download="a" * 32), stop)
    assert not to.parent.exists()


def test_a_cancelled_packing_leaves_no_half_zip(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("a")

    def stop(done: int, total: int | None, message: str = "") -> None:
        raise CancelledError("stop")

    with pytest.raises(CancelledError):
        pack(tmp_path / "folder", tmp_path / "a.zip", stop)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_labels_whose_job_is_killed_after_its_step_are_one_step(project: Project, tmp_path: Path) -> None:
    names = project.images()["name"].tolist()
    table = tmp_path / "labels.csv"
    table.write_text(f"file,class\n{names[0]},rust\nnone.png,rust\n")
    number = project.submit("import-labels", source=str(table), label_set="labels", job="b" * 32)
    project.import_labels(table, job="b" * 32)  # what the killed worker had done
    before = project.version()
    run_job(project.workspace.home, number)
    done = job(project.workspace.database, number)
    assert (done.state, done.result and done.result["labeled"], done.result and done.result["n_left_out"]) == (
        "done",
        1,
        1,
    )
    assert project.version() == before
    project.import_labels(table)
    assert project.version() == before + 1
