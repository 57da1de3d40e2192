"""A running Groupline: the dashboard and the worker as processes that can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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

    def start(self, worker: bool = True) -> "Live":
        """Start both and wait until the dashboard answers; raises RuntimeError after a minute without an answer."""
        self._popen("app.py")
        if worker:
            self._popen("-m", "grouping", "worker")
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return self
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(f"No dashboard at {self.url} after a minute; see {self._log.name}.")

    @property
    def web_pid(self) -> int:
        """The process id of the dashboard."""
        return self._running[0].pid

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
