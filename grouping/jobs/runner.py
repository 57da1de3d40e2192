"""Run one job in this process: heartbeat, throttled progress, cancel, and a state that is true at every end."""

import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from grouping.errors import CancelledError, GrouplineError
from grouping.jobs.records import Job
from grouping.jobs.states import claim, finish, report
from grouping.store.database import Database
from grouping.types import Progress

BEAT_SECONDS = 1.0

Work = Callable[[Job, Progress], dict[str, Any]]


class Reporter:
    """Takes every progress call, and writes the newest to the database once a second from a thread of its own.

    The thread beats even while one long step makes no progress, so that a busy worker is never taken for a dead one.
    """

    def __init__(self, database: Database, job_id: int) -> None:
        self._database, self._job_id = database, job_id
        self._news: dict[str, Any] = {}
        self._marks: list[tuple[float, int]] = []
        self._cancelled, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True, name=f"job-{job_id}")

    def __call__(self, done: int, total: int | None, message: str = "") -> None:
        """Note progress; raises CancelledError once the user asked for that."""
        if self._cancelled.is_set():
            raise CancelledError("Cancelled; what was finished is kept.")
        self._news = {"done": done, "total": total, "message": message, "rate": self._rate(done)}

    def _rate(self, done: int) -> float | None:
        """Units per second over the last 30 seconds, so that the time left follows a change of pace."""
        moment = time.monotonic()
        if self._marks and done < self._marks[-1][1]:
            self._marks.clear()  # a new stage counts from nothing
        if not self._marks or moment - self._marks[-1][0] >= BEAT_SECONDS / 2:
            self._marks.append((moment, done))
        while len(self._marks) > 2 and moment - self._marks[0][0] > 30:
            self._marks.pop(0)
        since, before = self._marks[0]
        return (done - before) / (moment - since) if moment > since and done > before else None

    def _beat(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            if report(self._database, self._job_id, **self._news):
                self._cancelled.set()

    def __enter__(self) -> "Reporter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        report(self._database, self._job_id, **self._news)


def run(database: Database, job_id: int, work: Work) -> None:
    """Claim a job, do its work, and record how it ended; does nothing when the job is not waiting."""
    job = claim(database, job_id)
    if job is None:
        return
    try:
        with Reporter(database, job_id) as progress:
            result = work(job, progress)
    except CancelledError as error:
        finish(database, job_id, "cancelled", error=str(error))
    except GrouplineError as error:
        finish(database, job_id, "failed", error=str(error))
    except (KeyboardInterrupt, SystemExit):
        finish(database, job_id, "interrupted")
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours: the user sees what it was, the log has the whole story
        finish(database, job_id, "failed", error=f"{type(error).__name__}: {error}")
        traceback.print_exc()
    else:
        finish(database, job_id, "done", result=result)
