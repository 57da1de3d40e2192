"""The launcher as a process of its own."""

import os
import socket
import subprocess
import sys
from pathlib import Path

HEAVY = ("torch", "torchvision", "sklearn", "umap", "timm", "faiss")

# Runs the launcher's imports and every page's whole script, then tells which heavy modules came along.
SCRIPT = f"""
import sys
import app
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("ui/main.py", default_timeout=60).run()
assert not page.exception, page.exception
assert page.selectbox, "the page shows no project"
from ui.navigation import ENTRIES
for entry in ENTRIES[1:]:
    page = page.switch_page(str(entry.path)).run()
    assert not page.exception, (entry.file, page.exception)
print("HEAVY:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_dashboard_never_imports_torch_or_scikit_learn(repository: Path, grouped_home: Path) -> None:
    environment = {**os.environ, "GROUPLINE_HOME": str(grouped_home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=repository, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "HEAVY: []" in done.stdout


def _launch(repository: Path, port: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py"],
        cwd=repository,
        env={**os.environ, "GROUPLINE_PORT": port, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_port_in_use_is_told_with_what_to_do(repository: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = _launch(repository, str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "PORT=8502" in done.stderr


def test_a_port_that_is_no_number_is_refused(repository: Path) -> None:
    done = _launch(repository, "web")
    assert done.returncode == 1
    assert "GROUPLINE_PORT is 'web'" in done.stderr


def test_without_log_in_it_listens_nowhere_but_on_this_machine(repository: Path, home: Path) -> None:
    for settings in ({"GROUPLINE_ADDRESS": "0.0.0.0"}, {"GROUPLINE_ADDRESS": "::"}, {"GROUPLINE_LOGIN": "on"}):
        done = _launch(repository, "8599", **settings)
        assert done.returncode == 1
        (sentence,) = done.stderr.strip().splitlines()
        for way in ("people add NAME --role admin", "[auth] in .streamlit/secrets.toml", "GROUPLINE_TRUSTED_HEADER"):
            assert way in sentence
