"""`jobs` and `cancel`, and handing work to the worker."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from grouping.cli.options import Home, Json
from grouping.cli.output import emit_json, say, show_table
from grouping.jobs import records
from grouping.project import Project
from grouping.store.workspace import Workspace


def hand_over(project: Project, kind: str, json: bool, **arguments: Any) -> None:
    """Submit a job and print its number."""
    job_id = project.submit(kind, **arguments)
    if json:
        emit_json({"project": project.name, "job": job_id})
    else:
        say(f"Job {job_id} waits for the worker. 'jobs' shows how far it is, 'cancel {job_id}' stops it.")


def jobs(home: Home = None, json: Json = False) -> None:
    """List the jobs of the worker, the newest first."""
    found = records.recent_jobs(Workspace.at(home).database)
    if json:
        emit_json({"jobs": [{**asdict(job), "seconds_left": job.seconds_left} for job in found]})
        return
    show_table(
        ("job", "project", "kind", "state", "done", "total", "per second", "seconds left", "message"),
        [
            (j.id, j.project, j.kind, j.state, j.done, j.total, j.rate, j.seconds_left, j.error or j.message)
            for j in found
        ],
    )


def cancel(
    job: Annotated[int, typer.Argument(help="The job's number.")], home: Home = None, json: Json = False
) -> None:
    """Stop a job; what it finished is kept."""
    stopped = records.cancel(Workspace.at(home).database, job)
    if json:
        emit_json(asdict(stopped))
    else:
        say(f"Job {stopped.id} is {stopped.state if not stopped.active else 'told to stop'}.")
