"""Projects by name: make, find, list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grouping.errors import GrouplineError, UnknownNameError
from grouping.store.database import Database
from grouping.store.models import EmbeddingSetRow, EncodingRow, ImageRow, ProblemRow, ProjectRow, SweepRow

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """What a project holds, for lists."""

    name: str
    created_at: datetime
    n_images: int
    n_rejected: int
    encoders: tuple[str, ...]
    sweeps: int


def create_project(database: Database, name: str) -> int:
    """Make an empty project and return its id.

    Raises GrouplineError for an empty or overlong name, or one that is taken.
    """
    name = name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise GrouplineError(
            f"A project's name has 1 to {MAX_NAME} printable characters; this one has {len(name)}."
            if len(name) != 0
            else "A project needs a name."
        )
    try:
        with database.write() as session:
            row = ProjectRow(name=name)
            session.add(row)
            session.flush()
            return row.id
    except IntegrityError as error:
        raise GrouplineError(f"A project named '{name}' exists already; open it, or choose another name.") from error


def find_project(database: Database, name: str) -> int:
    """Return the id of a project; raises UnknownNameError, which lists those that exist."""
    with database.read() as session:
        found = session.scalar(select(ProjectRow.id).where(ProjectRow.name == name.strip()))
        if found is not None:
            return found
        names = list(session.scalars(select(ProjectRow.name).order_by(ProjectRow.name)))
    there = f"there are: {', '.join(names)}" if names else "there are none yet; make one with 'create'"
    raise UnknownNameError(f"No project is named '{name}'; {there}.")


def project_summaries(database: Database) -> list[tuple[int, ProjectSummary]]:
    """Return (id, summary) of every project, the newest first."""
    with database.read() as session:
        rows = session.scalars(select(ProjectRow).order_by(ProjectRow.created_at.desc(), ProjectRow.id.desc()))
        return [(row.id, _summary(session, row)) for row in rows]


def project_summary(database: Database, project_id: int) -> ProjectSummary:
    """Return the summary of one project, which must exist."""
    with database.read() as session:
        return _summary(session, session.get_one(ProjectRow, project_id))


def project_names(database: Database) -> list[str]:
    """Return the name of every project, the newest first."""
    query = select(ProjectRow.name).order_by(ProjectRow.created_at.desc(), ProjectRow.id.desc())
    with database.read() as session:
        return list(session.scalars(query))


def _summary(session: Session, project: ProjectRow) -> ProjectSummary:
    def count(table: type[ImageRow] | type[ProblemRow] | type[SweepRow], *where: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(table).where(table.project_id == project.id, *where)
        return session.scalar(query) or 0

    encoders = session.scalars(
        select(EmbeddingSetRow.encoder).join(EncodingRow).where(EncodingRow.project_id == project.id).distinct()
    )
    return ProjectSummary(
        name=project.name,
        created_at=project.created_at,
        n_images=count(ImageRow),
        n_rejected=count(ProblemRow, ProblemRow.kind == "rejected"),
        encoders=tuple(sorted(encoders)),
        sweeps=count(SweepRow),
    )
