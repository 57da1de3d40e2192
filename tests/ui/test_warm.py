"""What the dashboard does before its first visitor, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import gc
import app
from grouping.project import Project
from ui.warm import keep_in_memory, warm_up
tracked = len(gc.get_objects())
warm_up()
frozen = gc.get_freeze_count()
print("FROZEN:", frozen >= tracked > 50_000, "LEFT:", len(gc.get_objects()) < tracked / 50)
keep_in_memory(Project.open("coils"))
print("ONCE:", gc.get_freeze_count() <= frozen)
"""


def test_what_lies_in_memory_at_the_start_is_left_out_of_garbage_collection(
    repository: Path, grouped_home: Path
) -> None:
    environment = {**os.environ, "GROUPLINE_HOME": str(grouped_home)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=repository, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "FROZEN: True LEFT: True" in done.stdout
    assert "ONCE: True" in done.stdout
