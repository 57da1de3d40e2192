import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from grouping.errors import GrouplineError, UnknownNameError
from grouping.jobs import records
from grouping.jobs.records import Job
from grouping.jobs.runner import run
from grouping.jobs.states import MAX_ATTEMPTS, claim, recover
from grouping.store.models import JobRow, now
from grouping.store.workspace import Workspace
from grouping.types import Progress

DEAD_PROCESS = 2**22 + 1  # above the largest process id that Linux gives


def _submit(workspace: Workspace) -> int:
    return records.submit(workspace.database, "coils", "import", {"source": "/images"}, "ann")


def _lose_worker(workspace: Workspace, job_id: int, **values: Any) -> None:
    host = __import__("socket").gethostname()
    with workspace.database.write() as session:
        session.execute(update(JobRow).where(JobRow.id == job_id).values(worker=f"{host}:{DEAD_PROCESS}", **values))


def test_a_job_that_ends_well_is_done_with_its_result(workspace: Workspace) -> None:
    job_id = _submit(workspace)

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        progress(3, 3, "reading")
        return {"source": job.arguments["source"]}

    run(workspace.database, job_id, work)
    job = records.job(workspace.database, job_id)
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"source": "/images"})
    assert job.finished_at is not None
    assert not job.active


@pytest.mark.parametrize(
    ("error", "message"),
    [(GrouplineError("The folder is gone."), "The folder is gone."), (ValueError("odd"), "ValueError: odd")],
)
def test_a_job_that_fails_says_why(workspace: Workspace, error: Exception, message: str) -> None:
    job_id = _submit(workspace)

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        raise error

    run(workspace.database, job_id, work)
    job = records.job(workspace.database, job_id)
    assert (job.state, job.error) == ("failed", message)


def test_a_running_job_that_is_cancelled_stops_at_its_next_step(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    steps = []

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        records.cancel(workspace.database, job_id)
        for step in range(1000):
            progress(step, 1000)
            steps.append(step)
            time.sleep(0.02)
        return {}

    run(workspace.database, job_id, work)
    assert records.job(workspace.database, job_id).state == "cancelled"
    assert len(steps) < 1000


def test_a_waiting_job_that_is_cancelled_never_starts(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    assert records.cancel(workspace.database, job_id).state == "cancelled"
    assert claim(workspace.database, job_id) is None


def test_only_one_of_many_workers_gets_a_job(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    claimed: list[Job | None] = []
    threads = [threading.Thread(target=lambda: claimed.append(claim(workspace.database, job_id))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(job is not None for job in claimed) == 1


def test_a_job_whose_worker_died_is_interrupted_and_can_be_claimed_again(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    claim(workspace.database, job_id)
    _lose_worker(workspace, job_id)
    assert recover(workspace.database) == [job_id]
    assert records.job(workspace.database, job_id).state == "interrupted"
    again = claim(workspace.database, job_id)
    assert again is not None
    assert again.attempts == 2


def test_a_job_of_a_living_worker_is_left_alone(workspace: Workspace) -> None:
    claim(workspace.database, job_id := _submit(workspace))
    assert recover(workspace.database) == []
    assert records.job(workspace.database, job_id).state == "running"


def test_a_job_without_heartbeat_is_shown_as_interrupted_whatever_its_row_says(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    claim(workspace.database, job_id)
    _lose_worker(workspace, job_id, heartbeat_at=now() - timedelta(minutes=5))
    assert records.job(workspace.database, job_id).state == "interrupted"


def test_a_job_that_keeps_killing_its_worker_is_failed_in_the_end(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    for _ in range(MAX_ATTEMPTS):
        recover(workspace.database)
        assert claim(workspace.database, job_id) is not None
        _lose_worker(workspace, job_id)
    assert recover(workspace.database) == []
    job = records.job(workspace.database, job_id)
    assert job.state == "failed"
    assert "died 3 times" in str(job.error)


def test_a_cancelled_job_whose_worker_died_is_not_taken_up_again(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    claim(workspace.database, job_id)
    records.cancel(workspace.database, job_id)
    _lose_worker(workspace, job_id)
    assert recover(workspace.database) == []
    assert records.job(workspace.database, job_id).state == "cancelled"


def test_an_interrupt_leaves_the_job_interrupted(workspace: Workspace) -> None:
    job_id = _submit(workspace)

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(workspace.database, job_id, work)
    assert records.job(workspace.database, job_id).state == "interrupted"


def test_rate_and_time_left_follow_the_progress(workspace: Workspace) -> None:
    job_id = _submit(workspace)
    seen: list[Job] = []

    def work(job: Job, progress: Progress) -> dict[str, Any]:
        for step in range(25):
            progress(step, 100)
            time.sleep(0.1)
        seen.append(records.job(workspace.database, job_id))
        return {}

    run(workspace.database, job_id, work)
    assert seen[0].rate is not None
    assert 1 < seen[0].rate < 20
    assert seen[0].seconds_left == pytest.approx((100 - seen[0].done) / seen[0].rate)


def test_an_unknown_kind_or_number_is_refused_with_what_there_is(workspace: Workspace) -> None:
    with pytest.raises(GrouplineError, match="the kinds are import, encode, "):
        records.submit(workspace.database, "coils", "paint", {}, "ann")
    with pytest.raises(UnknownNameError, match="no job 77"):
        records.job(workspace.database, 77)


def test_recent_jobs_come_newest_first_and_by_project(workspace: Workspace) -> None:
    first, second = _submit(workspace), _submit(workspace)
    assert [job.id for job in records.recent_jobs(workspace.database)] == [second, first]
    assert records.recent_jobs(workspace.database, project="other") == []
