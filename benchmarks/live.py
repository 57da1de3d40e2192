"""A running Groupline: the dashboard and the worker as processes that can be killed and started again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.serving import REPOSITORY, free_port, wait_until_healthy


class Live:
    """Dashboard and worker of one workspace; both write to `<home>/../live.log`."""

    def __init__(self, home: Path, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        port, self.home = str(self.port), home
        self._environment = {**os.environ, "GROUPLINE_HOME": str(home), "GROUPLINE_PORT": port, **environment}
        self._log = (home.parent / "live.log").open("ab")
        self._running: list[subprocess.Popen[bytes]] = []

    def _popen(self, *arguments: str) -> None:
        self._running.append(
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=REPOSITORY,
                env=self._environment,
                stdout=self._log,
                stderr=self._log,
                start_new_session=True,
            )
        )

    def start(self) -> "Live":
        """Start both and wait until the dashboard answers; ends the program where it does not."""
        self._popen("app.py")
        self._popen("-m", "grouping", "worker")
        wait_until_healthy(self.url, self._running[0], Path(self._log.name))
        return self

    def kill(self) -> None:
        """Kill both at once, with all they started, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End both in order."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, how)
        for process in self._running:
            process.wait(timeout=30)
        self._running.clear()
