"""Which sweeps a project has finished."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from grouping.store.database import Database
from grouping.store.models import SweepRow, now
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """One finished sweep; `key` names its folder in the workspace."""

    key: str
    group_path: str
    set_id: int
    spec: dict[str, Any]
    image_ids: Ints
    """(n_images,): the images swept, in the order of the labels."""
    left_out: dict[str, str]
    """Image id -> why it was not swept."""
    selected: dict[str, Any]
    created_at: datetime


def add_sweep(database: Database, project_id: int, record: SweepRecord) -> None:
    """Record a finished sweep, once per key; running it again makes it the newest."""
    query = select(SweepRow).where(SweepRow.project_id == project_id, SweepRow.key == record.key)
    with database.write() as session:
        row = session.scalar(query)
        if row is not None:
            row.created_at = now()
            row.group_path = record.group_path
            return
        session.add(
            SweepRow(
                project_id=project_id,
                key=record.key,
                group_path=record.group_path,
                set_id=record.set_id,
                spec=record.spec,
                image_ids=np.asarray(record.image_ids, "<i8").tobytes(),
                left_out=record.left_out,
                selected=record.selected,
                created_at=record.created_at,
            )
        )


def sweep_records(database: Database, project_id: int, group_path: str | None = None) -> list[SweepRecord]:
    """Return a project's sweeps, or those of one group, the newest first."""
    query = select(SweepRow).where(SweepRow.project_id == project_id).order_by(SweepRow.created_at.desc())
    if group_path is not None:
        query = query.where(SweepRow.group_path == group_path)
    with database.read() as session:
        return [_view(row) for row in session.scalars(query)]


def _view(row: SweepRow) -> SweepRecord:
    ids = np.frombuffer(row.image_ids, "<i8")
    return SweepRecord(row.key, row.group_path, row.set_id, row.spec, ids, row.left_out, row.selected, row.created_at)
