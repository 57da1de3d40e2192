"""The ways in and out: `/login`, `/login/provider` and `/logout`."""

import logging
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from grouping.settings import settings
from grouping.store.people import Person, has_people, who_logs_in
from grouping.store.workspace import Workspace
from ui.gate.asking import browser_address, is_https, server_address
from ui.gate.failures import Failures
from ui.gate.needed import has_provider, login_needed
from ui.gate.page import login_page
from ui.gate.provider import login_address, providers
from ui.gate.sessions import COOKIE, LASTS, Session, end_session, new_session, read_session, signed

MOST_BYTES = 8192
"""A log-in form is never larger."""

AT_ONCE = 2
"""Passwords looked at at the same time; each takes 32 MB."""

WRONG = "This name and password do not fit together."
CROSS_SITE = "The form came from another site. Open this page anew and log in here."

_LOG = logging.getLogger("groupline.login")
_failures = Failures()
_limiters: list[CapacityLimiter] = []


def next_page(text: str) -> str:
    """Return where to go after the log-in: an address of ours, or '/' for anything else."""
    parts = urlsplit(text)
    ours = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    return text if ours and not parts.scheme and not parts.netloc and parts.path != "/login" else "/"


def session_cookie(session: Session | None, home: Path, secure: bool) -> str:
    """Return the Set-Cookie header of a log-in; None takes the cookie away."""
    cookie: SimpleCookie = SimpleCookie()
    cookie[COOKIE] = signed(session, home) if session else ""
    morsel = cookie[COOKIE]
    morsel["path"], morsel["httponly"], morsel["samesite"] = "/", True, "Lax"
    morsel["max-age"] = LASTS if session else 0
    if secure:
        morsel["secure"] = True
    return morsel.OutputString()


async def _form(request: Request) -> dict[str, str]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _page(wanted: str, complaint: str = "", name: str = "", status: int = 200, wait: int = 0) -> Response:
    people = has_people(Workspace.at().database)
    return login_page(
        wanted,
        complaint=complaint,
        name=name,
        status=status,
        wait=wait,
        with_password=people or not has_provider(),
        providers=providers() if has_provider() else (),
    )


def _show(request: Request) -> Response:
    if settings().trusted_header or not login_needed(server_address(request.scope)):
        return RedirectResponse("/", status_code=303)
    return _page(next_page(request.query_params.get("next", "/")))


async def _take(request: Request) -> Response:
    form = await _form(request)
    wanted, name = next_page(form.get("next", "/")), form.get("name", "").strip().lower()[:200]
    if settings().trusted_header:
        return _page(wanted, "Log in at the proxy; it says who you are.", status=403)
    address = browser_address(request.scope)
    wait = _failures.wait(name, address)
    if wait > 0:
        _LOG.warning("log-in of %r from %s refused: too many failures", name, address)
        minutes = int(wait // 60) + 1
        complaint = f"Too many failed log-ins. Try again in {minutes} minute{'s' if minutes > 1 else ''}."
        return await to_thread.run_sync(_page, wanted, complaint, name, 429, int(wait) + 1)
    _failures.note(name, address)
    person = await to_thread.run_sync(_look_up, name, form.get("password", ""), limiter=_limiter())
    if person is None:
        _LOG.warning("log-in of %r from %s failed", name, address)
        return await to_thread.run_sync(_page, wanted, WRONG, name, 401)
    _failures.forgive(name, address)
    answer = RedirectResponse(wanted, status_code=303)
    cookie = session_cookie(new_session(person), Workspace.at().home, is_https(request.scope))
    answer.headers.append("set-cookie", cookie)
    return answer


def _look_up(name: str, password: str) -> Person | None:
    return who_logs_in(Workspace.at().database, name, password)


def _limiter() -> CapacityLimiter:
    if not _limiters:
        _limiters.append(CapacityLimiter(AT_ONCE))  # made here, for it belongs to the loop that runs
    return _limiters[0]


def _to_provider(request: Request) -> Response:
    name = request.query_params.get("name", "")
    return RedirectResponse(login_address(name) if name in providers() else "/login", status_code=303)


def _leave(request: Request) -> Response:
    workspace = Workspace.at()
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return RedirectResponse("/", status_code=303)  # another site's page must not log people out
    session = read_session(request.cookies.get(COOKIE), workspace.home)
    if session is not None:
        end_session(session)
    answer = RedirectResponse("/auth/logout" if has_provider() else "/login", status_code=303)
    answer.headers.append("set-cookie", session_cookie(None, workspace.home, is_https(request.scope)))
    return answer


def door_routes() -> list[BaseRoute]:
    """Return the routes that lead in and out."""
    return [
        Route("/login", _show, methods=["GET"]),
        Route("/login", _take, methods=["POST"]),
        Route("/login/provider", _to_provider, methods=["GET"]),
        Route("/logout", _leave, methods=["GET"]),
    ]
