"""The changes of a job's state that the worker makes; each is one conditional update, so that no two workers clash."""

import os
import socket
from typing import Any

from sqlalchemy import or_, select, update

from grouping.jobs.records import STALE_AFTER, Job, view
from grouping.store.database import Database
from grouping.store.models import JobRow, now

MAX_ATTEMPTS = 3


def worker_name() -> str:
    """Return this process's name among workers: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(database: Database, job_id: int) -> Job | None:
    """Take a waiting job for this process; None when another took it, or it is over."""
    with database.write() as session:
        taken = session.scalars(
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(("queued", "interrupted")))
            .values(
                state="running",
                worker=worker_name(),
                started_at=now(),
                heartbeat_at=now(),
                attempts=JobRow.attempts + 1,
                error=None,
            )
            .returning(JobRow.id)
        ).first()
        return None if taken is None else view(session.get_one(JobRow, taken))


def report(database: Database, job_id: int, **progress: Any) -> bool:
    """Write progress (done, total, rate, message) with a heartbeat; returns whether the job is to be cancelled."""
    with database.write() as session:
        return bool(
            session.scalar(
                update(JobRow)
                .where(JobRow.id == job_id)
                .values(heartbeat_at=now(), **progress)
                .returning(JobRow.cancel_requested)
            )
        )


def finish(
    database: Database,
    job_id: int,
    state: str,
    *,
    error: str | None = None,
    result: dict[str, Any] | None = None,
) -> None:
    """End this process's run of a job as 'done', 'failed', 'cancelled' or 'interrupted'."""
    with database.write() as session:
        session.execute(
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.worker == worker_name())
            .values(state=state, error=error, result=result, finished_at=None if state == "interrupted" else now())
        )


def recover(database: Database) -> list[int]:
    """Find the jobs that want a worker: those waiting, and those whose worker died. Returns their ids.

    A job that lost its worker MAX_ATTEMPTS times is failed, so that a file which kills the process cannot do so
    for ever.
    """
    with database.write() as session:
        for row in session.scalars(select(JobRow).where(JobRow.state == "running")):
            if _is_dead(row):
                _interrupt(row)
        waiting = or_(JobRow.state == "queued", JobRow.state == "interrupted")
        return list(session.scalars(select(JobRow.id).where(waiting).order_by(JobRow.id)))


def _is_dead(row: JobRow) -> bool:
    beat = row.heartbeat_at or row.created_at
    if now() - beat > STALE_AFTER:
        return True
    host, _, pid = (row.worker or "").rpartition(":")
    return host == socket.gethostname() and not _runs(int(pid))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _interrupt(row: JobRow) -> None:
    if row.cancel_requested:
        row.state, row.finished_at = "cancelled", now()
    elif row.attempts >= MAX_ATTEMPTS:
        row.state, row.finished_at = "failed", now()
        row.error = (
            f"The worker process died {row.attempts} times during this job, most likely for lack of memory. What was "
            "finished is kept. Try a smaller batch size, or fewer images at once."
        )
    else:
        row.state = "interrupted"
