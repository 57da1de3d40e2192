"""The page on which people log in: works without scripts, and fetches nothing."""

import base64
import hashlib
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from starlette.responses import HTMLResponse

from ui.gate.provider import DEFAULT

HERE = Path(__file__).resolve().parent
LOGO = HERE.parent / "assets" / "groupline.svg"


@cache
def _style() -> str:
    return (HERE / "login.css").read_text(encoding="utf-8")


@cache
def _headers() -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
    policy += "base-uri 'none'; frame-ancestors 'none'"
    return {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


def login_page(
    wanted: str,
    *,
    complaint: str = "",
    name: str = "",
    status: int = 200,
    wait: int = 0,
    with_password: bool = True,
    providers: tuple[str, ...] = (),
) -> HTMLResponse:
    """Return the log-in page, which leads to `wanted` (an address of ours) afterwards.

    `complaint` says why the last try failed, `wait` after how many seconds the next is allowed.
    """
    parts = ["<h1>Log in</h1>"]
    if complaint:
        parts.append(f'<p class="complaint" role="alert">{escape(complaint)}</p>')
    if with_password:
        parts.append(_form(wanted, name))
    for provider in providers:
        label = "Log in with your organisation" if provider == DEFAULT else f"Log in with {provider.capitalize()}"
        parts.append(f'<a class="button" href="/login/provider?name={quote(provider)}">{escape(label)}</a>')
    return _answer("Log in", parts, status, {"Retry-After": str(wait)} if wait else {})


def notice_page(sentence: str, status: int) -> HTMLResponse:
    """Return a page that says why the dashboard stays closed."""
    return _answer("Not allowed", ["<h1>Not allowed</h1>", f"<p>{escape(sentence)}</p>"], status, {})


def _form(wanted: str, name: str) -> str:
    focus = ("", " autofocus") if name else (" autofocus", "")
    return f"""<form method="post" action="/login">
<input type="hidden" name="next" value="{escape(wanted)}">
<label for="name">Name</label>
<input id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none" spellcheck="false"
 maxlength="100" required{focus[0]}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1000"
 required{focus[1]}>
<button type="submit">Log in</button>
</form>"""


def _answer(title: str, parts: list[str], status: int, headers: dict[str, str]) -> HTMLResponse:
    logo = base64.b64encode(LOGO.read_bytes()).decode()
    body = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · Groupline</title>
<link rel="icon" href="data:image/svg+xml;base64,{logo}">
<style>{_style()}</style>
</head>
<body>
<main>
<p class="product"><img src="data:image/svg+xml;base64,{logo}" alt="" width="28" height="28">Groupline</p>
{"".join(parts)}
</main>
</body>
</html>
"""
    return HTMLResponse(body, status_code=status, headers={**_headers(), **headers})
