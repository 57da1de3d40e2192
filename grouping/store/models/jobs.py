"""Long work for the worker process."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class JobRow(Base):
    """A piece of long work for the worker process; see `grouping.jobs` for its states."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str]
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    user: Mapped[str]
    by_person: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    rate: Mapped[float | None]
    message: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None]
    error: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
