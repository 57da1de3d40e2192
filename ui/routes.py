"""What the dashboard serves beside its pages: thumbnails, by the checksum of their image."""

import re

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from grouping.store.workspace import Workspace

FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}
"""The name is a checksum of the content, so what a browser has seen never changes."""


def thumbnail_url(sha256: str) -> str:
    """Return where the thumbnail of an image is served."""
    return f"/thumb/{sha256}"


def _thumbnail(request: Request) -> Response:
    sha256 = request.path_params["sha256"]
    # Checked before it becomes part of a path.
    path = Workspace.at().thumbnail(sha256) if re.fullmatch("[0-9a-f]{64}", sha256) else None
    if path is None or not path.is_file():
        return PlainTextResponse("no such thumbnail", status_code=404)
    return FileResponse(path, media_type="image/webp", headers=FOR_EVER)


def routes() -> list[BaseRoute]:
    """Return the routes that the launcher adds to Streamlit's own."""
    return [Route("/thumb/{sha256}", _thumbnail)]
