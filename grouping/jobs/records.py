"""What a job is, and reading and asking for jobs; its states are changed in `grouping.jobs.states`.

A job goes from 'queued' to 'running' to one of 'done', 'failed' and 'cancelled'. One whose worker died is
'interrupted' until a worker takes it up again, from where it stopped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from grouping.errors import GrouplineError, UnknownNameError
from grouping.store.database import Database
from grouping.store.models import JobRow, now

KINDS = (
    "import",
    "encode",
    "look",
    "umap",
    "time",
    "sweep",
    "grow",
    "split",
    "export",
    "preview-export",
    "import-labels",
    "train",
    "evaluate",
    "predict",
    "deploy",
    "route",
    "check-split",
    "look-at-errors",
    "preview-augmentation",
    "embed-text",
    "embed-picture",
    "zero-shot",
    "judge",
    "ablate",
)
ACTIVE = ("queued", "running", "interrupted")
STALE_AFTER = timedelta(seconds=30)
"""A running job without a heartbeat for so long has lost its worker."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands at this moment."""

    id: int
    project: str
    kind: str
    arguments: dict[str, Any]
    user: str
    state: str
    done: int
    total: int | None
    rate: float | None
    """Units (images or partitions) per second, lately."""
    message: str
    attempts: int
    cancel_requested: bool
    error: str | None
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    by_person: bool = False
    """Whether it came from somebody whose role is to be looked up, not from the command line."""

    @property
    def active(self) -> bool:
        """Whether it still has work to do."""
        return self.state in ACTIVE

    @property
    def seconds_left(self) -> float | None:
        """Time left at the present rate; None while it is not known."""
        if self.state != "running" or not self.rate or self.total is None:
            return None
        return max(0.0, (self.total - self.done) / self.rate)


def view(row: JobRow) -> Job:
    """Return a row as a value; a running job whose heartbeat stopped is shown as interrupted, which it is."""
    values = {name: getattr(row, name) for name in Job.__slots__}
    beat = row.heartbeat_at or row.started_at
    if row.state == "running" and (beat is None or now() - beat > STALE_AFTER):
        values["state"] = "interrupted"
    return Job(**values)


def submit(
    database: Database, project: str, kind: str, arguments: dict[str, Any], user: str, by_person: bool = False
) -> int:
    """Record a job in state 'queued' and return its id; `grouping.jobs.queue.enqueue` then hands it to a worker.

    Raises GrouplineError for a kind that is not in KINDS.
    """
    if kind not in KINDS:
        raise GrouplineError(f"There is no job of kind '{kind}'; the kinds are {', '.join(KINDS)}.")
    with database.write() as session:
        row = JobRow(project=project, kind=kind, arguments=arguments, user=user, by_person=by_person, state="queued")
        session.add(row)
        session.flush()
        return row.id


def job(database: Database, job_id: int) -> Job:
    """Return one job; raises UnknownNameError when there is none with this id."""
    with database.read() as session:
        row = session.get(JobRow, job_id)
        if row is None:
            raise UnknownNameError(f"There is no job {job_id}; 'jobs' lists them.")
        return view(row)


def recent_jobs(database: Database, limit: int = 50, project: str | None = None) -> list[Job]:
    """Return jobs, the newest first."""
    query = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
    if project is not None:
        query = query.where(JobRow.project == project)
    with database.read() as session:
        return [view(row) for row in session.scalars(query)]


def cancel(database: Database, job_id: int) -> Job:
    """Ask a job to stop; one that waits stops at once, one that runs within a second or two."""
    with database.write() as session:
        session.execute(
            update(JobRow).where(JobRow.id == job_id, JobRow.state.in_(ACTIVE)).values(cancel_requested=True)
        )
        session.execute(
            update(JobRow)
            .where(JobRow.id == job_id, JobRow.state.in_(("queued", "interrupted")))
            .values(state="cancelled", finished_at=now())
        )
    return job(database, job_id)
