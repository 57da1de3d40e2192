"""Human decisions as append-only events, and the partitions they rest on."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from grouping.files import key_of
from grouping.history import Event
from grouping.store.database import Database
from grouping.store.models import EventRow, PartitionRow, ProjectRow
from grouping.types import Ints


def lock_project(session: Session, project_id: int) -> None:
    """Keep every other process from deciding about the project until the caller's transaction ends."""
    session.scalars(select(ProjectRow).where(ProjectRow.id == project_id).with_for_update()).one()


def add_event(
    session: Session, project_id: int, number: int, kind: str, payload: Mapping[str, Any], user: str
) -> Event:
    """Append an event; the caller holds the project's lock and gives the number after the last one."""
    row = EventRow(project_id=project_id, number=number, kind=kind, payload=dict(payload), user=user)
    session.add(row)
    session.flush()
    return _view(row)


def events_after(session: Session, project_id: int, number: int) -> list[Event]:
    """Return the decisions after event `number`, oldest first; all of them for 0."""
    query = select(EventRow).where(EventRow.project_id == project_id, EventRow.number > number)
    return [_view(row) for row in session.scalars(query.order_by(EventRow.number))]


def _view(row: EventRow) -> Event:
    return Event(row.number, row.kind, row.payload, row.user, row.at)


def keep_partition(database: Database, project_id: int, image_ids: Ints, labels: Ints, source: dict[str, Any]) -> str:
    """Store a partition that a person is about to take, once, and return its key."""
    ids, numbers = np.asarray(image_ids, "<i8").tobytes(), np.asarray(labels, "<i4").tobytes()
    key = key_of(ids, numbers, source)
    known = select(PartitionRow.id).where(PartitionRow.project_id == project_id, PartitionRow.key == key)
    with database.write() as session:
        if session.scalar(known) is None:
            session.add(PartitionRow(project_id=project_id, key=key, source=source, image_ids=ids, labels=numbers))
    return key


def partition(session: Session, project_id: int, key: str) -> tuple[Ints, Ints]:
    """Return the image ids and cluster numbers of a kept partition, both (n_images,)."""
    query = select(PartitionRow).where(PartitionRow.project_id == project_id, PartitionRow.key == key)
    row = session.scalars(query).one()
    return np.frombuffer(row.image_ids, "<i8"), np.frombuffer(row.labels, "<i4")


def partition_source(database: Database, project_id: int, key: str) -> dict[str, Any]:
    """Return where a kept partition comes from: sweep, algorithm, n_clusters, encoder, weights checksum..."""
    query = select(PartitionRow.source).where(PartitionRow.project_id == project_id, PartitionRow.key == key)
    with database.read() as session:
        return dict(session.scalars(query).one())
