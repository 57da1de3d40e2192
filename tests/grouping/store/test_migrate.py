import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

import grouping.store.migrate as module
from grouping.errors import NewerDatabaseError
from grouping.store.database import Database
from grouping.store.migrate import REVISIONS, current_revision, migrate
from grouping.store.models import Base
from grouping.store.workspace import Workspace

SCRIPTS = Path(module.__file__).parent / "migrations"


def _downgrade(database: Database, revision: str) -> None:
    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(scripts)) == REVISIONS


def test_the_migrated_tables_are_the_models(workspace: Workspace) -> None:
    with workspace.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_an_older_database_is_backed_up_and_migrated(workspace: Workspace) -> None:
    database = workspace.database
    _downgrade(database, REVISIONS[0])
    with database.write() as session:
        session.execute(text("INSERT INTO projects (name, created_at) VALUES ('old', '2026-01-01')"))
    backup = migrate(database, workspace.home)
    assert current_revision(database) == REVISIONS[-1]
    with database.read() as session:
        assert session.scalar(text("SELECT name FROM projects")) == "old"
    assert backup is not None
    assert _names_in(backup, database) == ["old"]


def _names_in(backup: str, database: Database) -> list[str]:
    if not database.is_sqlite:
        schema = backup.removeprefix("schema ")
        with database.read() as session:
            return list(session.scalars(text(f'SELECT name FROM "{schema}".projects')))
    connection = sqlite3.connect(backup)
    names = [row[0] for row in connection.execute("SELECT name FROM projects")]
    connection.close()
    return names


def test_a_database_of_this_version_is_left_alone(workspace: Workspace) -> None:
    assert migrate(workspace.database, workspace.home) is None


def test_a_newer_database_is_refused_and_untouched(workspace: Workspace) -> None:
    with workspace.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerDatabaseError, match="revision 9999, newer than this Groupline knows"):
        migrate(workspace.database, workspace.home)
    with workspace.database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    assert not (workspace.home / "backups").exists()
