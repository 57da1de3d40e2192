"""`worker`, `migrate` and `first-run`: what `make run` calls."""

import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

from grouping.cli.options import Home, Json
from grouping.cli.output import emit_json, progress_bar, say, show_table
from grouping.project import Project, list_projects
from grouping.store.migrate import current_revision
from grouping.store.workspace import Workspace

SAMPLE = "sample"


def worker(home: Home = None, json: Json = False) -> None:
    """Run the workspace's jobs until stopped; one worker a machine is enough."""
    from grouping.worker import consume

    if json:
        emit_json({"worker": os.getpid(), "home": Workspace.at(home).home})
        sys.stdout.flush()
    consume(home)


def migrate(home: Home = None, json: Json = False) -> None:
    """Make the workspace's database, or bring it to this version after a backup copy."""
    database = Workspace.at(home).database
    where = database.url.render_as_string(hide_password=True)
    if json:
        emit_json({"database": where, "revision": current_revision(database)})
    else:
        say(f"Database {where} is at revision {current_revision(database)}.")


def first_run(home: Home = None, json: Json = False) -> None:
    """Draw the sample and take it from images to groups, once; does nothing where there is work already.

    A first run that was interrupted is gone on with: each of its steps does only what is missing.
    """
    there = list_projects(home)
    begun = [project.name for project in there] == [SAMPLE] and there[0].n_groups == 0
    if there and not begun:
        if json:
            emit_json({"project": None})
        return
    folder = Path("data/sample")
    with progress_bar("Draw the sample strips") as progress:
        # By name: the sample is no part of the package, and a workspace elsewhere need not have it.
        importlib.import_module("data.sample").draw_sample(folder, progress=progress)
    result = _main_job(Project.open(SAMPLE, home=home) if begun else Project.create(SAMPLE, home=home), folder)
    if json:
        emit_json(result)
    else:
        _show(result)


def _main_job(project: Project, folder: Path) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    began = time.perf_counter()

    def lap(name: str) -> None:
        seconds[name] = time.perf_counter() - began - sum(seconds.values())

    with progress_bar("Import") as progress:
        project.import_images(folder, near_labels=str(folder / "near_labels.csv"), progress=progress)
    lap("import")
    with progress_bar("Encode with efficientnet_lite0") as progress:
        project.encode("efficientnet_lite0", progress=progress)
    lap("encode")
    with progress_bar("Sweep") as progress:
        sweep = project.sweep(progress=progress)
    lap("sweep")
    groups = project.split("root", sweep, by="min-max")
    lap("split")
    return {
        "project": project.name,
        "images": len(project.images()),
        "partitions": len(sweep.table),
        "reasons": list(sweep.min_max.reasons),
        "groups": [{"path": group.path, "size": group.size} for group in groups],
        "seconds": seconds,
    }


def _show(result: dict[str, Any]) -> None:
    took = ", ".join(f"{name} {value:.1f} s" for name, value in result["seconds"].items())
    say(f"The sample: {result['images']} drawn steel strips, {result['partitions']} partitions tried ({took}).")
    for reason in result["reasons"]:
        say(f"  {reason}")
    show_table(("group", "images"), [(group["path"], group["size"]) for group in result["groups"]])
