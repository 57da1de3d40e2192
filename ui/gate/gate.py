"""The gate before everything that the dashboard serves: pages, routes, the websocket, and Streamlit's own addresses."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from anyio import to_thread
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grouping.errors import GrouplineError
from grouping.roles import covers
from grouping.store.workspace import Workspace
from ui.gate.asking import SAFE_METHODS, cross_site, is_https, is_local_name, server_address
from ui.gate.door import next_page, session_cookie
from ui.gate.needed import login_needed
from ui.gate.page import notice_page
from ui.gate.visitor import Visitor, visitor
from ui.person import HEADER

OPEN = ("/_stcore/health", "/login", "/login/provider", "/logout", "/auth/login", "/auth/logout", "/oauth2callback")
"""What answers without a log-in: whether the server lives, and the ways in and out."""

PROGRAM = re.compile(r"/static/(js|css|media)/\w[\w.-]*")
"""Streamlit's own scripts and fonts, the same in every installation: nothing of a workspace, and sixty for a page."""

ROUTES = ("/thumb/", "/image/", "/upload/", "/download/", "/_stcore/", "/media/", "/static/", "/component/", "/app/")
"""What scripts fetch, which can make nothing of a log-in page: they get 401, all other addresses the log-in page."""

CROSS_SITE = "This was asked for by a page of another site, or the proxy does not pass the Host header on."
NOT_HERE = (
    "Without log-in Groupline only answers on this machine, by the name localhost. To open it to others, add somebody: "
    "python -m grouping people add NAME --role admin"
)


class Gate:
    """Pure ASGI middleware: lets through who is logged in, as whom, and sends away everybody else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope = _without_claims(scope)
        if scope["type"] == "http" and PROGRAM.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            answer = await to_thread.run_sync(self._look, scope)
        except GrouplineError as error:
            answer = _refusal(scope, 403, str(error))
        if isinstance(answer, Response):
            await _send_away(answer, scope, receive, send)
        else:
            await self._let_in(answer, scope, receive, send)

    def _look(self, scope: Scope) -> Response | Visitor | None:
        """Return how the connection is sent away, who it is, or None where nobody has to log in."""
        if cross_site(scope):
            return _refusal(scope, 403, CROSS_SITE)
        if scope["path"] in OPEN:
            return None
        if not login_needed(server_address(scope)):
            return None if is_local_name(scope) else _refusal(scope, 403, NOT_HERE)
        found = visitor(dict(scope))
        if found is None:
            return _ask_to_log_in(scope)
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not covers(found.person.role, "labeler"):
            return _refusal(scope, 403, f"{found.person.name} is a {found.person.role}; this takes the role labeler.")
        return found

    async def _let_in(self, found: Visitor | None, scope: Scope, receive: Receive, send: Send) -> None:
        if found is not None:
            named = (HEADER.encode("ascii"), quote(found.person.name).encode("ascii"))
            scope = {**scope, "groupline.person": found.person, "headers": [*scope["headers"], named]}
            if found.session is not None and (found.is_new or found.session.ages):
                send = _with_cookie(found, scope, send)
        if scope["type"] == "websocket":
            receive, send = _while_it_counts(_counting(found, scope), receive, send)
        await self._app(scope, receive, send)


def _without_claims(scope: Scope) -> Scope:
    """Return the scope without a header that only the gate may set."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER.encode("ascii")]
    return {**scope, "headers": headers}


def _counting(found: Visitor | None, scope: Scope) -> Callable[[], bool]:
    """Return what tells whether an open connection may go on."""
    if found is not None:
        return found.still_counts
    return partial(_still_open, server_address(scope))


def _still_open(listens_on: str) -> bool:
    return not login_needed(listens_on)


def _while_it_counts(counts: Callable[[], bool], receive: Receive, send: Send) -> tuple[Receive, Send]:
    """Return a websocket's two ends, which close at the first message after its log-in has ended."""
    closed = False

    async def checked() -> Message:
        nonlocal closed
        message = await receive()
        if message["type"] == "websocket.receive" and not await to_thread.run_sync(counts):
            closed = True
            await send({"type": "websocket.close", "code": 4401, "reason": "the log-in has ended"})
            return {"type": "websocket.disconnect", "code": 4401}
        return message

    async def until_closed(message: Message) -> None:
        if not closed:
            await send(message)

    return checked, until_closed


def _with_cookie(found: Visitor, scope: Scope, send: Send) -> Send:
    """Return an end that writes the log-in's cookie anew with the answer."""

    async def sending(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.accept") and found.session is not None:
            message.setdefault("headers", [])
            cookie = session_cookie(found.session, Workspace.at().home, is_https(scope))
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return sending


def _is_page(scope: Scope) -> bool:
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(ROUTES)


def _ask_to_log_in(scope: Scope) -> Response:
    if not _is_page(scope):
        return PlainTextResponse("Log in first.", status_code=401, headers={"Cache-Control": "no-store"})
    request = Request(scope)
    query = f"?{request.url.query}" if request.url.query else ""
    wanted = next_page(request.url.path + query)
    address = "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='/')}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def _refusal(scope: Scope, status: int, sentence: str) -> Response:
    if _is_page(scope):
        return notice_page(sentence, status)
    return PlainTextResponse(sentence, status_code=status, headers={"Cache-Control": "no-store"})


async def _send_away(answer: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await answer(scope, receive, send)
        return
    await receive()  # the handshake; closed before it is accepted, the browser gets 403
    await send({"type": "websocket.close", "code": 4403, "reason": ""})
