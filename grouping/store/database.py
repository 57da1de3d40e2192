"""One open database: SQLite in the workspace, or PostgreSQL by URL; reads and writes as two kinds of session."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from grouping.errors import GrouplineError
from grouping.settings import settings

BUSY_SECONDS = 30


class Database:
    """An engine with its sessions; share one per process and workspace through `open_database`."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _engine(url)
        self._writes = self.engine.execution_options(groupline_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session for reading one consistent state; nothing it changes is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session that commits as a whole when the block ends, or not at all.

        On SQLite the write lock is taken at the start, so that two writers wait instead of failing half way.
        """
        with Session(self._writes, expire_on_commit=False) as session, session.begin():
            yield session

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the workspace's own SQLite file."""
        return self.url.get_backend_name() == "sqlite"


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are opened by _begin_sqlite, not guessed by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("groupline_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def database_url(home: Path) -> str:
    """Return the URL of a workspace's database; `GROUPLINE_DATABASE_URL` wins over the workspace's SQLite file."""
    url = settings().database_url or f"sqlite:///{home / 'groupline.db'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def open_database(home: Path) -> Database:
    """Open the workspace's database, made or migrated to this version where needed.

    Raises GrouplineError when it cannot be reached, NewerDatabaseError when a newer version wrote it.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GrouplineError(f"The workspace {home} cannot be made ({error.strerror}); set GROUPLINE_HOME.") from error
    return _opened(database_url(home), home)


@lru_cache(maxsize=16)
def _opened(url: str, home: Path) -> Database:
    from grouping.store.migrate import migrate  # the migration needs a Database itself

    database = Database(url)
    migrate(database, home)
    return database
