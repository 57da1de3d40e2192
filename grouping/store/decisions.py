"""Human decisions as append-only events, and the partitions they rest on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grouping.files import key_of
from grouping.store.database import Database
from grouping.store.models import EventRow, PartitionRow, ProjectRow
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class Event:
    """One decision: what was done, by whom, when; `number` counts from 1 within the project."""

    number: int
    kind: str
    payload: dict[str, Any]
    user: str
    at: datetime


def add_event(session: Session, project_id: int, kind: str, payload: dict[str, Any], user: str) -> int:
    """Append an event inside the caller's transaction and return its number."""
    # The project's row is locked, so that two processes never take the same number.
    session.scalars(select(ProjectRow).where(ProjectRow.id == project_id).with_for_update()).one()
    last = session.scalar(select(func.max(EventRow.number)).where(EventRow.project_id == project_id)) or 0
    session.add(EventRow(project_id=project_id, number=last + 1, kind=kind, payload=payload, user=user))
    return last + 1


def events(database: Database, project_id: int) -> list[Event]:
    """Return a project's decisions, oldest first."""
    query = select(EventRow).where(EventRow.project_id == project_id).order_by(EventRow.number)
    with database.read() as session:
        return [Event(row.number, row.kind, row.payload, row.user, row.at) for row in session.scalars(query)]


def keep_partition(session: Session, project_id: int, image_ids: Ints, labels: Ints, source: dict[str, Any]) -> str:
    """Store a partition that a person took, once, and return its key."""
    ids, numbers = np.asarray(image_ids, "<i8").tobytes(), np.asarray(labels, "<i4").tobytes()
    key = key_of(ids, numbers, source)
    known = select(PartitionRow.id).where(PartitionRow.project_id == project_id, PartitionRow.key == key)
    if session.scalar(known) is None:
        session.add(PartitionRow(project_id=project_id, key=key, source=source, image_ids=ids, labels=numbers))
    return key


def partition(database: Database, project_id: int, key: str) -> tuple[Ints, Ints]:
    """Return the image ids and cluster numbers of a kept partition, both (n_images,)."""
    query = select(PartitionRow).where(PartitionRow.project_id == project_id, PartitionRow.key == key)
    with database.read() as session:
        row = session.scalars(query).one()
        return np.frombuffer(row.image_ids, "<i8"), np.frombuffer(row.labels, "<i4")
