import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from grouping.errors import GrouplineError
from grouping.store.database import Database, database_url, open_database
from grouping.store.projects import create_project, project_summaries
from grouping.store.workspace import Workspace


def test_a_write_that_fails_half_way_leaves_nothing(workspace: Workspace) -> None:
    def half() -> None:
        with workspace.database.write() as session:
            session.execute(text("INSERT INTO projects (name, created_at) VALUES ('half', '2026-01-01')"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        half()
    assert project_summaries(workspace.database) == []


def test_threads_that_write_at_once_all_succeed(workspace: Workspace) -> None:
    threads = [threading.Thread(target=create_project, args=(workspace.database, f"p{i}")) for i in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {summary.name for _, summary in project_summaries(workspace.database)} == {f"p{i}" for i in range(20)}


def test_sqlite_runs_with_wal_foreign_keys_and_a_busy_timeout(local_workspace: Workspace) -> None:
    with local_workspace.database.read() as session:
        values = {
            name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_plain_postgresql_url_gets_the_driver_that_is_installed(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", "postgresql://user@host/plant")
    assert database_url(home) == "postgresql+psycopg://user@host/plant"


def test_an_unreachable_server_is_a_message_without_the_password(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.setenv("GROUPLINE_DATABASE_URL", "postgresql://user:secret@127.0.0.1:1/plant")
    with pytest.raises(GrouplineError, match="cannot be opened") as caught:
        open_database(home)
    assert "secret" not in str(caught.value)


def test_a_workspace_that_cannot_be_made_says_which_setting_moves_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GrouplineError, match="set GROUPLINE_HOME"):
        open_database(tmp_path / "file" / "workspace")


def test_deleting_a_project_takes_its_rows_along(workspace: Workspace) -> None:
    project_id = create_project(workspace.database, "gone")
    with workspace.database.write() as session:
        session.execute(
            text("INSERT INTO problems (project_id, uri, kind, reason) VALUES (:id, 'a', 'rejected', 'b')"),
            {"id": project_id},
        )
        session.execute(text("DELETE FROM projects"))
        assert session.scalar(text("SELECT count(*) FROM problems")) == 0


def test_a_database_reports_its_kind() -> None:
    assert Database("sqlite://").is_sqlite
