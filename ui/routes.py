"""What the dashboard serves beside its pages: thumbnails and full images, by the checksum of their image."""

import re

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from grouping.store.workspace import Workspace
from ui.exports import export_routes
from ui.originals import original
from ui.uploads import upload_routes

FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
"""The name is a checksum of the content, so what a browser has seen never changes."""


def thumbnail_url(sha256: str) -> str:
    """Return where the thumbnail of an image is served; the first 16 digits of its checksum will do."""
    return f"/thumb/{sha256}"


def image_url(sha256: str) -> str:
    """Return where the full image is served."""
    return f"/image/{sha256}"


def _checksum(request: Request) -> str | None:
    """Return the checksum that an address names, or None; checked before it becomes part of a path or a query."""
    sha256 = str(request.path_params["sha256"])
    return sha256 if re.fullmatch("[0-9a-f]{64}", sha256) else None


def _thumbnail(request: Request) -> Response:
    name = str(request.path_params["sha256"])
    path = Workspace.at().find_thumbnail(name) if re.fullmatch("[0-9a-f]{16,64}", name) else None
    if path is None:
        return PlainTextResponse("no such thumbnail", status_code=404)
    return FileResponse(path, media_type="image/webp", headers=FOR_EVER)


def _image(request: Request) -> Response:
    sha256 = _checksum(request)
    found = original(Workspace.at(), sha256) if sha256 else None
    if found is None:
        return PlainTextResponse("no such image, or its file is gone", status_code=404)
    data, media_type = found
    return Response(data, media_type=media_type, headers=FOR_EVER)


def routes() -> list[BaseRoute]:
    """Return the routes that the launcher adds to Streamlit's own."""
    return [Route("/thumb/{sha256}", _thumbnail), Route("/image/{sha256}", _image), *upload_routes(), *export_routes()]
