"""The queue between the dashboard and the worker: Huey, in the workspace's SQLite file or on the PostgreSQL server.

With PostgreSQL every machine that opens the same database shares the queue; no further service is needed.
"""

import importlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import make_url

from grouping.store.database import database_url
from grouping.store.workspace import Workspace

TASK = "grouping.worker.run_job"


@lru_cache(maxsize=16)
def queue(home: Path) -> tuple[Huey, Callable[[str, int], object]]:
    """Return the workspace's queue, and the function that puts a job on it (workspace, job id)."""
    url = make_url(database_url(home))
    if url.get_backend_name() == "sqlite":
        huey = SqliteHuey("groupline", filename=str(home / "queue.db"), results=False)
    else:
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        huey = PostgresHuey("groupline", dsn=dsn, results=False)
    return huey, huey.task(name="run_job")(_run)


def _run(home: str, job_id: int) -> None:
    # Named by string, so that a process which only asks for work never imports what does it.
    module, _, function = TASK.rpartition(".")
    getattr(importlib.import_module(module), function)(Path(home), job_id)


def enqueue(workspace: Workspace, job_id: int) -> None:
    """Hand a recorded job to whichever worker is free; harmless when it is in the queue already."""
    _, put = queue(workspace.home)
    put(str(workspace.home), job_id)
