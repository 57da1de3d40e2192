"""The route that hands out finished exports: `GET /export/{job}`, the zip that a job has packed."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from grouping.errors import GrouplineError
from grouping.jobs.records import Job, job
from grouping.store.workspace import Workspace


def export_url(job_id: int) -> str:
    """Return where the zip of a finished export is served."""
    return f"/export/{job_id}"


def packed_file(workspace: Workspace, done: Job) -> Path | None:
    """Return the zip of a job; None where it made none, or the zip is gone."""
    token, result = str(done.arguments.get("download") or ""), done.result or {}
    if done.kind != "export" or done.state != "done" or not token or "zip" not in result:
        return None
    path = workspace.download(token) / str(result["zip"])
    return path if path.is_file() else None


def _export(request: Request) -> Response:
    number, workspace = str(request.path_params["job"]), Workspace.at()
    path = None
    if number.isascii() and number.isdecimal() and len(number) < 12:
        try:
            path = packed_file(workspace, job(workspace.database, int(number)))
        except GrouplineError as error:
            return PlainTextResponse(str(error), status_code=404)
    if path is None:
        return PlainTextResponse("There is no such download (any more): export again.", status_code=404)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=headers)


def export_routes() -> list[BaseRoute]:
    """Return the route of downloads."""
    return [Route("/export/{job}", _export)]
