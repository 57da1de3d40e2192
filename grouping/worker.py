"""The worker process: the only one that imports torch and scikit-learn; it runs jobs one after another.

Huey's consumer starts a child process for the work and starts another when that one dies, so a job that runs out of
memory takes neither the queue nor the dashboard with it.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from grouping import label_jobs
from grouping.jobs.queue import enqueue, queue
from grouping.jobs.records import Job
from grouping.jobs.runner import Work, run
from grouping.jobs.states import recover
from grouping.project import Project
from grouping.steps.clean_up import clean_up
from grouping.store.workspace import Workspace
from grouping.types import Progress

RECOVER_SECONDS = 15


def _import(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return project.import_images(**arguments, progress=progress).summary()


def _encode(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    report = project.encode(**arguments, progress=progress)
    if not project.look_is_current(report.encoder):
        project.submit("look", encoder=report.encoder)
    return asdict(report)


def _look(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return project.prepare_look(**arguments, progress=progress)


def _umap(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return project.prepare_umap(**arguments, progress=progress)


def _time(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return asdict(project.time_encoder(**arguments, progress=progress))


def _sweep(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return project.sweep(**arguments, progress=progress).summary()


def _grow(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    return asdict(project.grow(**arguments, progress=progress))


def _split(project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Sweep a group and split it by the rule `by`; `base` is what the person who asked for it had seen."""
    how = dict(arguments)
    by, base = how.pop("by"), how.pop("base", None)
    sweep = project.sweep(**how, progress=progress)
    groups = project.split(sweep.group, sweep, by, base=base)
    return {"groups": [group.path for group in groups], "sweep": sweep.key, "by": by}


def _named(place: str, project: Project, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Do work of a layer above this one, which is found by name when it is wanted."""
    module, _, function = place.partition(":")
    done: dict[str, Any] = getattr(import_module(module), function)(project, arguments, progress)
    return done


WORK: dict[str, Callable[[Project, dict[str, Any], Progress], dict[str, Any]]] = {
    "import": _import,
    "encode": _encode,
    "look": _look,
    "umap": _umap,
    "time": _time,
    "sweep": _sweep,
    "grow": _grow,
    "split": _split,
    "export": label_jobs.export,
    "preview-export": label_jobs.preview,
    "import-labels": label_jobs.import_labels,
    **{
        kind: partial(_named, f"classifiers.work:{kind}")
        for kind in ("train", "evaluate", "predict", "deploy", "route")
    },
    "check-split": partial(_named, "classifiers.work:check_split"),
    "look-at-errors": partial(_named, "classifiers.work:look_at_errors"),
    "preview-augmentation": partial(_named, "classifiers.work:preview_augmentation"),
    "embed-text": partial(_named, "classifiers.zero_shot.work:embed_text"),
    "embed-picture": partial(_named, "classifiers.zero_shot.work:embed_picture"),
    "zero-shot": partial(_named, "classifiers.zero_shot.work:zero_shot"),
    "judge": partial(_named, "classifiers.zero_shot.work:judge"),
    "ablate": partial(_named, "classifiers.zero_shot.work:ablate"),
}


def run_job(home: Path, job_id: int) -> None:
    """Run one job of a workspace in this process."""
    run(Workspace.at(home).database, job_id, _work(home))


def _work(home: Path) -> Work:
    def work(job: Job, progress: Progress) -> dict[str, Any]:
        return WORK[job.kind](
            Project.open(job.project, home, job.user, shell=not job.by_person), job.arguments, progress
        )

    return work


def consume(home: str | Path | None = None) -> None:
    """Run the workspace's jobs until the process is told to stop (Ctrl-C or SIGTERM)."""
    workspace = Workspace.at(home)
    Workspace.at(home).database.engine.dispose()  # migrated now; a forked child opens its own connections
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    huey, _ = queue(workspace.home)
    huey.on_startup(name="recover")(lambda: _start(workspace))
    # A stop gives the job a moment to record itself as interrupted; the next start goes on from there.
    consumer = huey.create_consumer(
        workers=1,
        worker_type="process",
        periodic=False,
        max_delay=0.2,  # somebody waits before the page for a sentence to be read
        health_check_interval=1,
        shutdown_timeout=1,
    )
    consumer.run()


def _start(workspace: Workspace) -> None:
    parent = os.getppid()
    threading.Thread(target=_watch, args=(workspace, parent), daemon=True).start()


def _watch(workspace: Workspace, parent: int) -> None:
    """Bring back jobs that lost their worker; leave when the process that started this one is gone."""
    last = -float(RECOVER_SECONDS)
    while os.getppid() == parent:
        if time.monotonic() - last >= RECOVER_SECONDS:
            last = time.monotonic()
            clean_up(workspace)
            waiting = recover(workspace.database)
            if queue(workspace.home)[0].pending_count() == 0:  # else they are in the queue, or soon looked at again
                for job_id in waiting:
                    enqueue(workspace, job_id)
        time.sleep(0.5)
    os._exit(1)
