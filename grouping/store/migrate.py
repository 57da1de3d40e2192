"""Bring a database to this version: a backup copy first, then Alembic; a newer one is refused untouched."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError

from grouping.errors import GrouplineError, NewerDatabaseError
from grouping.store.database import Database

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006")
"""Every revision this version knows, oldest first (held equal to the migration scripts by a test)."""

_ADVISORY_LOCK = 7_011_302


def migrate(database: Database, home: Path) -> str | None:
    """Upgrade to the newest revision; returns where the backup lies, None when there was nothing to back up.

    Safe when several processes start at once. Raises NewerDatabaseError for an unknown revision, GrouplineError
    when the database cannot be reached.
    """
    if current_revision(database) == REVISIONS[-1]:
        return None
    with _alone(database, home):
        revision = current_revision(database)
        if revision == REVISIONS[-1]:
            return None
        backup = _back_up(database, home, revision) if revision else None
        _upgrade(database)
        return backup


def current_revision(database: Database) -> str | None:
    """Return the database's revision, None when it is empty.

    Raises NewerDatabaseError for a revision that this version does not know.
    """
    try:
        with database.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except OperationalError as error:
        where = database.url.render_as_string(hide_password=True)
        raise GrouplineError(f"The database {where} cannot be opened: {_first_line(error)}") from error
    if revision is not None and revision not in REVISIONS:
        raise NewerDatabaseError(
            f"The database is at revision {revision}, newer than this Groupline knows ({REVISIONS[-1]}); nothing was "
            "changed. Install the newer version, or open another workspace with GROUPLINE_HOME."
        )
    return str(revision) if revision else None


def _first_line(error: OperationalError) -> str:
    return str(error.orig).strip().splitlines()[0]


@contextmanager
def _alone(database: Database, home: Path) -> Iterator[None]:
    if database.is_sqlite:
        with FileLock(home / "migrate.lock"):
            yield
        return
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})


def _back_up(database: Database, home: Path, revision: str) -> str:
    stamp = f"{revision}_{datetime.now():%Y%m%d_%H%M%S}"
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            return _copy_schema(connection, f"backup_{stamp}")
    copy = home / "backups" / f"groupline_{stamp}.db"
    copy.parent.mkdir(exist_ok=True)
    source, target = sqlite3.connect(str(database.url.database)), sqlite3.connect(copy)
    with source, target:
        source.backup(target)
    source.close()
    target.close()
    return str(copy)


def _copy_schema(connection: Connection, schema: str) -> str:
    # Inside the database, because pg_dump need not be installed where the dashboard runs.
    connection.execute(text(f'CREATE SCHEMA "{schema}"'))
    for table in inspect(connection).get_table_names():
        connection.execute(text(f'CREATE TABLE "{schema}"."{table}" AS TABLE "{table}"'))
    return f"schema {schema}"


def _upgrade(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
