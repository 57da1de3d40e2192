import subprocess
import sys
from pathlib import Path


def test_two_processes_that_label_at_once_lose_nothing(database_url: str, repository: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.two_people", "--actions", "60", "--database-url", database_url]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong: nothing" in done.stdout
