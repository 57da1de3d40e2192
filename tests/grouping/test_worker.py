import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grouping import Project
from grouping.jobs import records
from grouping.jobs.records import Job
from grouping.store.workspace import Workspace

SECONDS = 90


@pytest.fixture
def start_worker(workspace: Workspace) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start real worker processes of a workspace; all are gone when the test ends."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "grouping", "worker", "--home", str(workspace.home)]
        started.append(subprocess.Popen(command, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(project: Project, job_id: int, until: Callable[[Job], bool]) -> Job:
    for _ in range(SECONDS * 10):
        job = records.job(project.workspace.database, job_id)
        if until(job):
            return job
        time.sleep(0.1)
    raise AssertionError(f"The job did not get there in {SECONDS} s: {job}")


def test_import_encode_and_sweep_run_as_jobs(
    workspace: Workspace, picture_folder: Path, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    project = Project.create("plates", home=workspace.home)
    ids = [
        project.submit("import", source=str(picture_folder), near_labels="folder"),
        project.submit("encode", encoder="efficientnet_lite0"),
        project.submit("sweep", clusters=[2, 3]),
    ]
    start_worker()
    jobs = [_wait(project, job_id, lambda job: not job.active) for job_id in ids]
    assert [(job.state, job.error) for job in jobs] == [("done", None)] * 3
    assert jobs[0].result is not None
    assert jobs[0].result["counts"]["added"] == 12
    assert len(project.open_sweep().table) == 10


def test_a_job_whose_worker_is_killed_goes_on_in_the_next_worker(
    workspace: Workspace, picture_folder: Path, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    project = Project.create("plates", home=workspace.home)
    project.import_images(picture_folder)
    job_id = project.submit("encode", encoder="efficientnet_lite0")
    worker = start_worker()
    _wait(project, job_id, lambda job: job.state == "running")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    start_worker()
    job = _wait(project, job_id, lambda job: not job.active)
    assert (job.state, job.attempts) == ("done", 2)
    assert len(project.embeddings()[0]) == 12


def test_a_worker_told_to_stop_leaves_its_job_to_the_next(
    workspace: Workspace, picture_folder: Path, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    project = Project.create("plates", home=workspace.home)
    project.import_images(picture_folder)
    job_id = project.submit("encode", encoder="efficientnet_lite0")
    worker = start_worker()
    _wait(project, job_id, lambda job: job.state == "running")
    worker.send_signal(signal.SIGTERM)
    worker.wait(timeout=30)
    assert records.job(project.workspace.database, job_id).state in ("interrupted", "done")
    start_worker()
    assert _wait(project, job_id, lambda job: not job.active).state == "done"
