"""Which predictions of images were made: one record a run, its rows in parts in the workspace."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from grouping.errors import UnknownNameError
from grouping.store.database import Database
from grouping.store.models import ProposalRow, now


@dataclass(frozen=True, slots=True)
class ProposalRun:
    """A finished prediction: which models, at which threshold, and counts of what they said."""

    key: str
    label_set: str
    spec: dict[str, Any]
    summary: dict[str, Any]
    user: str
    at: datetime


def _view(row: ProposalRow) -> ProposalRun:
    return ProposalRun(row.key, row.label_set, row.spec, row.summary, row.user, row.at)


def keep_run(
    database: Database,
    project_id: int,
    key: str,
    label_set: str,
    spec: dict[str, Any],
    summary: dict[str, Any],
    user: str,
) -> ProposalRun:
    """Record a finished prediction; the same one made again becomes the newest."""
    query = select(ProposalRow).where(ProposalRow.project_id == project_id, ProposalRow.key == key)
    with database.write() as session:
        row = session.scalar(query)
        if row is None:
            row = ProposalRow(
                project_id=project_id, key=key, label_set=label_set, spec=spec, summary=summary, user=user
            )
            session.add(row)
        row.summary, row.user, row.at = summary, user, now()
        session.flush()
        return _view(row)


def proposal_runs(database: Database, project_id: int, label_set: str | None = None) -> list[ProposalRun]:
    """Return the predictions of a project, or of one label set, the newest first."""
    query = select(ProposalRow).where(ProposalRow.project_id == project_id)
    if label_set is not None:
        query = query.where(ProposalRow.label_set == label_set)
    with database.read() as session:
        return [_view(row) for row in session.scalars(query.order_by(ProposalRow.at.desc(), ProposalRow.id.desc()))]


def find_run(database: Database, project_id: int, label_set: str, key: str | None = None) -> ProposalRun:
    """Return the newest prediction of a label set, or the one whose key starts with `key`.

    Raises UnknownNameError where there is none.
    """
    for run in proposal_runs(database, project_id, label_set):
        if key is None or run.key.startswith(key):
            return run
    which = f" with a key that starts with '{key}'" if key else ""
    raise UnknownNameError(f"There are no proposals for '{label_set}'{which} yet; predict with a model of it first.")
