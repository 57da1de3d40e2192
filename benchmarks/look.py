"""What looking around costs the dashboard once the neighbour graph is there: times and memory in a fresh process.

    python -m benchmarks.look --home /tmp/drawn --rows 100000

`--home` is a workspace of drawn images, made and kept there; a second process then only reads, as a page does.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from benchmarks.drawn_workspace import NAME, drawn_workspace
from grouping import Project
from grouping.steps.look import Look

Value = TypeVar("Value")


def make(home: Path, n_images: int) -> None:
    start = time.perf_counter()
    drawn_workspace(home, n_images)
    print(f"\na workspace of {n_images:,} images, with neighbour graph and map: {time.perf_counter() - start:.0f} s")


def read(home: Path) -> None:
    project = Project.open(NAME, home=home)
    pictures = timed("columns of the pictures, first time", project.picture_columns)
    before = _megabytes()
    layout = timed("map, first time", project.layout)
    timed("map, again", project.layout)
    look = timed("neighbour graph opened, first time", project.look)
    if look is None or layout is None:
        raise SystemExit("The neighbours were not found yet.")
    timed("outlier scores, first time", look.scores)
    some = np.random.default_rng(0).choice(pictures.ids, 200, replace=False).tolist()
    each("similar images of one, graph opened anew each time", some, lambda i: _look(project).similar(i))
    each("near-duplicates of one", some, look.duplicates_of)
    labels = {i: label.class_name for i, label in project.label_sets()[0].labels.items()}
    timed(f"suspects among {len(labels):,} labels", lambda: look.suspects(labels))
    size = sum(path.stat().st_size for path in (home / "neighbours").rglob("*") if path.is_file())
    heavy = [name for name in ("torch", "sklearn", "faiss", "umap") if name in sys.modules]
    print(
        f"{len(layout.ids):,} places; on disk {size / 1e6:.0f} MB; memory {before:.0f} to {_megabytes():.0f} MB at most"
    )
    print(f"heavy modules loaded: {heavy}")


def _look(project: Project) -> Look:
    found = project.look()
    assert found is not None
    return found


def timed(what: str, read: Callable[[], Value]) -> Value:
    start = time.perf_counter()
    value = read()
    print(f"{what}: {1000 * (time.perf_counter() - start):.1f} ms", flush=True)
    return value


def each(what: str, some: list[int], read: Callable[[int], object]) -> None:
    taken = []
    for one in some:
        start = time.perf_counter()
        read(one)
        taken.append(1000 * (time.perf_counter() - start))
    print(f"{what}: median {np.median(taken):.1f} ms, slowest {max(taken):.1f} ms", flush=True)


def _megabytes() -> float:
    """Return the peak of this program alone: what getrusage tells would be that of the process that started it, too."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--only-read", action="store_true", help="of a workspace that was made before")
    chosen = parser.parse_args()
    if chosen.only_read:
        read(chosen.home)
    else:
        make(chosen.home, chosen.rows)
        command = [sys.executable, "-m", "benchmarks.look", "--home", str(chosen.home), "--only-read"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
