"""One person's whole way through the dashboard in a real browser, with a picture of every step.

    python -m benchmarks.journey ../shared/data/xsdd --shots /tmp/journey

A folder with a folder for each class is imported with those as near-labels; `--csv FILE` takes them from a table
instead. In the middle of the encoding the page is reloaded, then dashboard and worker are killed and started again.
At the end the export is read back and compared with the labels that the page showed. Every step is printed with its
seconds; the program ends with 1 where what was read back differs.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.journey_steps import (
    Journey,
    begin_to_encode,
    create,
    drill,
    export,
    freeze,
    import_all,
    kill_in_the_middle,
    label_lasso,
    lasso,
    look_first,
    pick,
    promote,
    relabel,
    reload_in_the_middle,
    sweep,
    undo,
)
from benchmarks.live import Live
from benchmarks.serving import chromium


def walk(j: Journey, folder: Path, csv: Path | None, preprocessing: str) -> None:
    """Go the whole way."""
    steps: list[tuple[str, Callable[[], object]]] = [
        ("Create a project", lambda: create(j)),
        ("Look before the import", lambda: look_first(j, folder, csv)),
        ("Import", lambda: import_all(j)),
        ("Begin to encode", lambda: begin_to_encode(j, preprocessing)),
        ("Reload in the middle", lambda: reload_in_the_middle(j)),
        ("Kill and start again", lambda: kill_in_the_middle(j)),
        ("Sweep", lambda: sweep(j)),
        ("Take the pick", lambda: pick(j)),
        ("Drill into a group", lambda: drill(j)),
        ("Lasso", lambda: lasso(j)),
        ("Label what it holds", lambda: label_lasso(j)),
        ("Promote a group", lambda: promote(j)),
        ("Relabel by key", lambda: relabel(j)),
        ("Undo", lambda: undo(j)),
        ("Freeze", lambda: freeze(j)),
        ("Export and read back", lambda: export(j)),
    ]
    for title, act in steps:
        try:
            j.step(title, act)
        except Exception:
            j.page.screenshot(path=j.shots / f"failed-{j.width}-{j.scheme}.png")
            raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--csv", type=Path, help="table with near-labels")
    parser.add_argument("--shots", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--preprocessing", default="stretch", help="tiles takes longer: there is time for the kill")
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--scheme", choices=("light", "dark"), default="light")
    arguments = parser.parse_args()
    arguments.shots.mkdir(parents=True, exist_ok=True)
    base = Path(tempfile.mkdtemp(prefix="groupline-journey-"))
    home = base / "workspace"
    home.mkdir()
    folder = arguments.folder.resolve()
    csv = arguments.csv.resolve() if arguments.csv else None
    live = Live(home, GROUPLINE_IMPORT_ROOTS=f"{folder}:{folder.parent}:{base}").start()
    try:
        with chromium() as browser:
            journey = Journey(browser, live, arguments.shots, arguments.width, arguments.scheme)
            walk(journey, folder, csv, arguments.preprocessing)
            if journey.errors:
                sys.exit(f"Errors in the page: {journey.errors}")
    finally:
        live.stop()


if __name__ == "__main__":
    main()
