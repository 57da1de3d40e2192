"""The routes of uploads: `POST /upload/{batch}` asks which files to send, `PUT /upload/{batch}/{name}` sends one.

Every answer is JSON with a `reason` where something was not taken. A file is streamed to a temporary name and renamed
when all of it is here, so what the record names is whole, whatever is cut.
"""

import contextlib
import errno
import functools
import json
import threading
from pathlib import Path

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from grouping.errors import UnknownNameError
from grouping.settings import settings
from grouping.steps.keep_uploads import Batch, DiskFullError, Kept, RefusedError, owner_of
from grouping.store.workspace import Workspace
from ui.upload_names import checked_name

PIECE = 1 << 20
"""Bytes that are collected before they are written."""

MAX_QUESTION = 4_000_000
"""Bytes of a question which files to send."""

_OPENING = threading.Lock()
"""Each batch is opened once, however many of its files come at the same moment."""


@functools.lru_cache(maxsize=64)
def _batch(folder: Path, max_file_mb: int, max_batch_mb: int) -> Batch:
    return Batch(folder, max_file_mb * 1_000_000, max_batch_mb * 1_000_000)


def open_batch(token: str, person: str | None = None) -> Batch:
    """Return the batch with this token; raises UnknownNameError where there is none, or it is another person's."""
    workspace, now = Workspace.at(), settings()
    owner = owner_of(workspace, token)
    if person is not None and person != owner.user:
        raise UnknownNameError("This upload is another person's. Load the page anew.")
    with _OPENING:
        return _batch(workspace.upload(token), now.max_upload_mb, now.max_batch_mb)


def _person(request: Request) -> str | None:
    """Return who asks, where a log-in knows it."""
    person = request.scope.get("groupline.person")
    return None if person is None else str(getattr(person, "name", person))


def _refusal(reason: object, status: int) -> Response:
    return JSONResponse({"reason": str(reason)}, status_code=status)


async def _ask(request: Request) -> Response:
    """Answer for each [name, bytes, modified] whether it is 'here', to be sent (''), or refused (the reason)."""
    try:
        batch = await to_thread.run_sync(open_batch, request.path_params["batch"], _person(request))
        wanted = _wanted(await _body(request))
    except UnknownNameError as error:
        return _refusal(error, 404)
    except ValueError as error:
        return _refusal(error, 422)
    return JSONResponse({"files": [_verdict(batch, *one) for one in wanted]})


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_QUESTION:
            raise ValueError(f"asks for more than {MAX_QUESTION:,} bytes at once")
    return bytes(body)


def _wanted(body: bytes) -> list[tuple[str, int, int]]:
    try:
        return [(str(name), int(size), int(modified)) for name, size, modified in json.loads(body)]
    except (TypeError, ValueError) as error:
        raise ValueError("is no list of [name, bytes, modified]") from error


def _verdict(batch: Batch, name: str, size: int, modified: int) -> str:
    try:
        return "here" if batch.is_here(Kept(checked_name(name), size, modified)) else ""
    except RefusedError as error:
        return str(error)


async def _take(request: Request) -> Response:
    """Take one file; 200 when it is here whole, 4xx when it never will be, 5xx when it may be sent again."""
    try:
        batch = await to_thread.run_sync(open_batch, request.path_params["batch"], _person(request))
        wanted = Kept(checked_name(request.path_params["name"]), _number(request, "content-length"),
                      _number(request, "x-modified"))  # fmt: skip
        path = batch.expect(wanted)
    except UnknownNameError as error:
        return _refusal(error, 404)
    except RefusedError as error:
        return _refusal(error, 422)
    except DiskFullError as error:
        return _refusal(error, 507)
    if path is None:
        return JSONResponse({"here": True})
    return await _receive(request, batch, wanted, path)


def _number(request: Request, header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isdecimal() or len(text) > 16:
        raise RefusedError(f"was sent without the header {header}")
    return int(text)


async def _receive(request: Request, batch: Batch, wanted: Kept, path: Path) -> Response:
    try:
        size = await _write(request, path, wanted.size)
        if size != wanted.size:
            return _refusal(f"was cut after {size:,} of {wanted.size:,} bytes", 503)
        await to_thread.run_sync(batch.keep, wanted, path)
    except RefusedError as error:
        return _refusal(error, 422)
    except ClientDisconnect:
        return _refusal("was cut", 503)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return _refusal(f"cannot be written there: {error.strerror or error}", 507 if full else 503)
    finally:
        batch.forget(wanted)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    return JSONResponse({"here": True})


async def _write(request: Request, path: Path, at_most: int) -> int:
    """Write what comes, and return how many bytes that was; stops beyond `at_most`."""
    size, waiting = 0, bytearray()
    with path.open("wb") as file:
        async for piece in request.stream():
            size += len(piece)
            if size > at_most:
                return size
            waiting += piece
            if len(waiting) >= PIECE:
                await to_thread.run_sync(file.write, bytes(waiting))
                waiting.clear()
        await to_thread.run_sync(file.write, bytes(waiting))
    return size


def upload_routes() -> list[BaseRoute]:
    """Return the two routes of uploads."""
    return [
        Route("/upload/{batch}", _ask, methods=["POST"]),
        Route("/upload/{batch}/{name:path}", _take, methods=["PUT"]),
    ]
