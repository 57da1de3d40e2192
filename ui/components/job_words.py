"""Jobs in words, and which of them a list shows; pure functions."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from grouping.jobs.records import Job
from grouping.store.models import now
from ui.wording import ago, duration

VERBS = {
    "import": "Importing",
    "encode": "Encoding",
    "look": "Finding neighbours",
    "umap": "Laying out the map",
    "time": "Timing",
    "sweep": "Sweeping",
    "grow": "Growing",
    "export": "Exporting",
    "preview-export": "Dividing into splits",
    "import-labels": "Reading labels",
    "split": "Splitting",
    "train": "Training",
    "evaluate": "Measuring",
    "predict": "Predicting",
    "deploy": "Writing for the line",
    "route": "Tuning a route",
    "check-split": "Checking for leaks",
    "look-at-errors": "Looking at errors",
    "preview-augmentation": "Drawing views",
    "embed-text": "Reading sentences",
    "embed-picture": "Looking at a picture",
    "zero-shot": "Recognising",
    "judge": "Measuring a recognition",
    "ablate": "Measuring each part",
}
MARKS = {"done": "✓", "failed": "✕", "cancelled": "–", "interrupted": "!", "queued": "…"}
PATIENCE = timedelta(seconds=20)
"""A job that waits for longer while nothing runs has no worker."""


def subject(job: Job) -> str:
    """Return what the job is about beside its project: the encoder, the source, the group; '' where it says nothing."""
    arguments = job.arguments or {}
    if job.kind in ("encode", "time"):
        return " · ".join(str(arguments[key]) for key in ("encoder", "preprocessing") if arguments.get(key))
    if job.kind == "import":
        source = str(arguments.get("source", ""))
        return "uploaded files" if source.startswith("upload://") else source
    if job.kind in ("export", "preview-export", "import-labels"):
        return _label_set_work(arguments)
    if job.kind in ("train", "check-split"):
        return _training(arguments)
    group = str(arguments.get("group", ""))
    if job.kind in ("look", "umap") and group in ("", "root"):
        return str(arguments.get("encoder") or "")
    return "" if group in ("", "root") else f"group {group}"


def _training(arguments: Mapping[str, Any]) -> str:
    """Return what is trained on which version."""
    spec = arguments.get("spec") or {}
    what = spec if isinstance(spec, str) else str(spec.get("head") or spec.get("backbone") or "")
    version = f"version {arguments['version']}" if arguments.get("version") else "a new version"
    return " · ".join(part for part in (what, f"{version} of '{arguments.get('label_set', 'labels')}'") if part)


def _label_set_work(arguments: Mapping[str, Any]) -> str:
    """Return which set is exported as what and where to, or read from where."""
    name = str(arguments.get("label_set", ""))
    if "format" not in arguments:
        return f"'{name}'"
    to = "a download" if arguments.get("download") else str(arguments.get("to", ""))
    return f"'{name}' as {arguments['format']} · {to}"


def heading(job: Job) -> str:
    """Return what the job does, and on which project."""
    return f"{VERBS.get(job.kind, job.kind.capitalize())} · {job.project}"


def state(job: Job) -> str:
    """Return how the job stands, in words."""
    if job.state == "running":
        stopping = "stopping" if job.cancel_requested else ""
        return " · ".join(part for part in (stopping, _so_far(job), _rate(job), _left(job), job.message) if part)
    if job.state == "queued":
        return "waits for the worker"
    if job.state == "interrupted":
        return "lost its worker; goes on where it stopped as soon as one is there"
    return f"{job.state} {ago(job.finished_at or job.created_at)}"


def share(job: Job) -> float:
    """Return how much of a job is done, 0 to 1; 0 for one that does not run or does not know."""
    return min(job.done / job.total, 1.0) if job.state == "running" and job.total else 0.0


def _so_far(job: Job) -> str:
    if not job.total and not job.done:
        return "" if job.message else "starting"
    return f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,} so far"


def _rate(job: Job) -> str:
    return f"{job.rate:,.1f}/s" if job.rate else ""


def _left(job: Job) -> str:
    return f"{duration(job.seconds_left)} left" if job.seconds_left is not None else ""


def no_worker(jobs: Collection[Job]) -> bool:
    """Whether a job has waited so long, with none running, that most likely no worker is there."""
    waiting = [job for job in jobs if job.state == "queued" and now() - job.created_at > PATIENCE]
    return bool(waiting) and not any(job.state == "running" for job in jobs)


def _resumed(job: Job, jobs: Collection[Job]) -> bool:
    """Whether a later job of the same kind and arguments took its place."""
    return any(
        other.id > job.id and (other.kind, other.project, other.arguments) == (job.kind, job.project, job.arguments)
        for other in jobs
    )


def shown_jobs(jobs: Collection[Job], project: str, kinds: Collection[str], limit: int) -> list[Job]:
    """Return the jobs of a project and of these kinds ('' and empty: of all), without those that were resumed.

    First what runs, then what waits, in the order in which the worker takes it, then what is over, the newest first.
    """
    fitting = [job for job in jobs if project in ("", job.project) and (not kinds or job.kind in kinds)]
    active = sorted((job for job in fitting if job.active), key=lambda job: (job.state != "running", job.id))
    over = [job for job in fitting if not job.active and not _resumed(job, fitting)]
    return [*active, *over][:limit]
