"""A fresh dashboard of a workspace in a process of its own, and what it costs in memory."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[1]
Scheme = Literal["light", "dark"]
SETTLED = "[data-testid='stApp'][data-test-script-state='notRunning']"


@dataclass(frozen=True, slots=True)
class Server:
    """A running dashboard."""

    url: str
    process: subprocess.Popen[bytes]

    def memory(self) -> float:
        """Return what its process holds of the machine's memory now, in MB (10^6 bytes)."""
        return self._status("VmRSS")

    def peak(self) -> float:
        """Return the most it has held so far, in MB."""
        return self._status("VmHWM")

    def _status(self, field: str) -> float:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024 / 1e6


@contextmanager
def serving(home: Path, log: Path, port: int = 0) -> Iterator[Server]:
    """Start a dashboard, wait until it answers, and stop it at the end; what it prints goes to `log`.

    It listens on `port`, or on a free one.
    """
    port = port or free_port()
    environment = {**os.environ, "GROUPLINE_HOME": str(home), "GROUPLINE_PORT": str(port)}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=REPOSITORY, env=environment, stdout=output, stderr=output
        )
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
            yield Server(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a dashboard answers; ends the program, with its log, where it died or a minute passes."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=2).close()
            return
        except (urllib.error.URLError, TimeoutError):
            if process.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit(f"No dashboard at {url}: {log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of this machine (`CHROMIUM`, or /usr/bin/chromium); it draws WebGL in software."""
    program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
