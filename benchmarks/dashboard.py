"""How long a person waits for the dashboard, and what the web process holds of memory.

    python -m benchmarks.dashboard --images 1000 10000 100000 --home /tmp/dashboards [--json] [--repeat 5]

A real Chromium opens a fresh server on a workspace of drawn images (see `benchmarks.drawn_workspace`), which is made
once under --home and labeled a little more by each run. Without a graphics card Chromium draws WebGL in software; that
time is in the figures of the map. A wait ends when the browser shows what was asked for and the page has settled.
"""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from benchmarks.dashboard_waits import (
    Waits,
    first_paints,
    memory_of_sessions,
    page_changes,
    waits_of_explore,
    waits_of_labels,
)
from benchmarks.drawn_workspace import drawn_workspace
from benchmarks.serving import chromium, serving

AIMED_AT = 100_000
"""The aims hold for so many images; with fewer it is to be faster still."""

AIMS = {
    "first paint: Home, fresh server": 1.5,
    "first paint: Explore, fresh server": 1.5,
    "first paint: Home, new session": 1.5,
    "first paint: Explore, new session": 1.5,
    "page change": 1.0,
    "map visible, from its address": 2.5,
    "map visible, from the gallery": 2.5,
    "lasso to gallery": 0.7,
    "click to answer": None,
    "key to saved: in the database": 0.4,
    "key to saved: shown by the page": 0.4,
    "memory after the first paint": 400.0,
    "memory at its peak, before a map": 400.0,
    "memory at its peak, maps too": 400.0,
    "memory for each further session": None,
}
"""What is measured, in s and MB -> what it should stay below."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table."""

    n_images: int
    what: str
    median: float
    worst: float
    aim: float | None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether the median keeps the aim."""
        return "" if self.aim is None else "met" if self.median < self.aim else "NOT MET"


def lines(n_images: int, waits: Waits, notes: dict[str, str]) -> list[Line]:
    """Return the table's lines of one size, in the order of the aims; what was not measured is left out."""
    return [
        Line(n_images, what, median(waits[what]), max(waits[what]), aim, notes.get(what, ""))
        for what, aim in AIMS.items()
        if waits.get(what)
    ]


def measured(home: Path, n_images: int, repeat: int) -> list[Line]:
    """Measure a workspace of so many drawn images, made where it is not there yet."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ["GROUPLINE_HOME"] = str(home)
    drawn_workspace(home, n_images)
    waits: Waits = {}
    notes: dict[str, str] = {}
    log = home / "dashboard.log"
    with chromium() as browser:
        for _ in range(repeat):
            with serving(home, log) as server:
                first_paints(browser, server, waits, "Home", "fresh server")
            with serving(home, log) as server:
                first_paints(browser, server, waits, "Explore", "fresh server")
                waits.setdefault("memory after the first paint", []).append(server.memory())
        with serving(home, log) as server:
            for _ in range(repeat):
                first_paints(browser, server, waits, "Home", "new session")
                first_paints(browser, server, waits, "Explore", "new session")
            notes["page change"] = page_changes(browser, server, waits, rounds=2)
            waits_of_labels(browser, server, waits, home, repeat)
            memory_of_sessions(browser, server, waits)
            waits["memory at its peak, before a map"] = [server.peak()]
            waits_of_explore(browser, server, waits, n_images, repeat)
            waits["memory at its peak, maps too"] = [server.peak()]
    return lines(n_images, waits, notes)


def table(found: list[Line]) -> Iterator[str]:
    """Give the lines as text."""
    yield f"{'images':>9}  {'what':38} {'median':>8} {'worst':>8} {'aim':>7}"
    for one in found:
        unit = "MB" if one.what.startswith("memory") else "s"
        digits = 0 if unit == "MB" else 2
        aim = "" if one.aim is None else f"{one.aim:.{0 if unit == 'MB' else 1}f} {unit}"
        figures = f"{one.median:>5.{digits}f} {unit:2} {one.worst:>5.{digits}f} {unit:2}"
        yield f"{one.n_images:>9,}  {one.what:38} {figures} {aim:>7} {one.verdict:8}{one.note}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--home", type=Path, required=True, help="where the drawn workspaces are kept")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = [line for n in options.images for line in measured(options.home / str(n), n, options.repeat)]
    if options.json:
        print(json.dumps([{**asdict(line), "verdict": line.verdict} for line in found], indent=1))
        return
    print("Drawn images and embeddings; a real Chromium, WebGL in software; fresh means no page was ever opened.")
    print(f"Processors: {os.cpu_count()}; waiting for them, on average of the last 5 minutes: {os.getloadavg()[1]:.1f}")
    print(*table(found), sep="\n")


if __name__ == "__main__":
    main()
