"""What a request says of itself: from where it comes, through which proxy, from which site."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from grouping.errors import NotAllowedError
from grouping.settings import settings
from ui.gate.needed import is_loopback

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

Scope = Mapping[str, Any]


def server_address(scope: Scope) -> str:
    """Return the address on which the server took the connection; '' where it is not told, which is none of ours."""
    return str((scope.get("server") or ("",))[0])


def peer(scope: Scope) -> str:
    """Return the address at the other end of the connection: the browser's, or its proxy's."""
    return str((scope.get("client") or ("",))[0])


def from_trusted_proxy(scope: Scope) -> bool:
    """Whether the other end is one of GROUPLINE_TRUSTED_PROXIES (addresses or networks)."""
    try:
        address = ipaddress.ip_address(peer(scope))
        named = [part.strip() for part in settings().trusted_proxies.split(",") if part.strip()]
        return any(address in ipaddress.ip_network(part, strict=False) for part in named)
    except ValueError:
        return False


def browser_address(scope: Scope) -> str:
    """Return the browser's address, behind a trusted proxy as that tells it."""
    told = Headers(scope=dict(scope)).get("x-forwarded-for", "").rpartition(",")[2].strip()
    return told if told and from_trusted_proxy(scope) else peer(scope)


def is_https(scope: Scope) -> bool:
    """Whether the browser speaks TLS, with us or with the proxy before us."""
    told = Headers(scope=dict(scope)).get("x-forwarded-proto", "").partition(",")[0].strip()
    return scope["scheme"] in ("https", "wss") or told in ("https", "wss")


def header_name(scope: Scope) -> str:
    """Return whom the trusted proxy names; '' for nobody.

    Raises NotAllowedError when the header comes from elsewhere, or more than once.
    """
    wanted = settings().trusted_header
    values = Headers(scope=dict(scope)).getlist(wanted)
    if values and not from_trusted_proxy(scope):
        raise NotAllowedError(
            f"{peer(scope)} is none of the proxies that may say who is logged in. Open Groupline through its proxy."
        )
    if len(values) > 1:
        raise NotAllowedError(f"The proxy sent {wanted} {len(values)} times; it has to remove those of browsers.")
    return values[0].encode("latin-1").decode("utf-8", "replace").strip().lower() if values else ""


def cross_site(scope: Scope) -> bool:
    """Whether a page of another site makes a browser write here, or open our websocket.

    Every browser says with such a request where it comes from; what is no browser carries nobody's cookies.
    """
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return False
    headers = Headers(scope=dict(scope))
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def is_local_name(scope: Scope) -> bool:
    """Whether the address bar names this machine; another name led here by a proxy, or by a trick with DNS."""
    host = Headers(scope=dict(scope)).get("host", "")
    return is_loopback(urlsplit(f"//{host}").hostname or "")
