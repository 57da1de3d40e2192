"""Frozen versions of label sets, and the splits their images were given."""

import zlib
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from grouping.errors import UnknownNameError
from grouping.store.database import Database
from grouping.store.models import SplitRow, VersionRow
from grouping.versions import Content, Version


def add_version(
    session: Session, project_id: int, label_set: str, number: int, content: Content, event: int, user: str
) -> Version:
    """Store a version inside the caller's transaction."""
    row = VersionRow(
        project_id=project_id,
        label_set=label_set,
        number=number,
        content_hash=content.hash,
        content=zlib.compress(content.to_json().encode()),
        n_images=len(content.labels),
        event=event,
        user=user,
    )
    session.add(row)
    session.flush()
    return _view(row)


def _view(row: VersionRow) -> Version:
    return Version(row.label_set, row.number, row.content_hash, row.n_images, row.user, row.at)


def versions(session: Session, project_id: int, label_set: str | None = None) -> list[Version]:
    """Return the versions of a project, or of one label set, oldest first."""
    query = select(VersionRow).where(VersionRow.project_id == project_id)
    if label_set is not None:
        query = query.where(VersionRow.label_set == label_set)
    return [_view(row) for row in session.scalars(query.order_by(VersionRow.label_set, VersionRow.number))]


def version_content(database: Database, project_id: int, label_set: str, number: int) -> tuple[Version, Content]:
    """Return a version and what it holds; raises UnknownNameError, which lists the versions there are."""
    query = select(VersionRow).where(VersionRow.project_id == project_id, VersionRow.label_set == label_set)
    with database.read() as session:
        row = session.scalar(query.where(VersionRow.number == number))
        if row is not None:
            return _view(row), Content.from_json(zlib.decompress(row.content).decode())
        there = ", ".join(str(one.number) for one in versions(session, project_id, label_set))
    raise UnknownNameError(f"Label set '{label_set}' has no version {number}; there are: {there or 'none yet'}.")


def frozen_after(database: Database, project_id: int, label_set: str, number: int) -> int:
    """Return the number of the event that froze a version; raises UnknownNameError where there is no such version."""
    mine = (VersionRow.project_id == project_id, VersionRow.label_set == label_set, VersionRow.number == number)
    with database.read() as session:
        event = session.scalar(select(VersionRow.event).where(*mine))
    if event is None:
        raise UnknownNameError(f"Label set '{label_set}' has no version {number}.")
    return event


def splits(database: Database, project_id: int, label_set: str, plan: str) -> dict[str, str]:
    """Return SHA-256 -> split of the images that were split under this plan (fractions and seed) before."""
    query = select(SplitRow).where(
        SplitRow.project_id == project_id, SplitRow.label_set == label_set, SplitRow.plan == plan
    )
    with database.read() as session:
        return {row.sha256: row.split for row in session.scalars(query)}


def add_splits(database: Database, project_id: int, label_set: str, plan: str, assigned: Mapping[str, str]) -> None:
    """Keep the split of images that have none yet under this plan; what is there is never changed."""
    there = splits(database, project_id, label_set, plan)
    with database.write() as session:
        session.add_all(
            SplitRow(project_id=project_id, label_set=label_set, plan=plan, sha256=sha, split=split)
            for sha, split in assigned.items()
            if sha not in there
        )
