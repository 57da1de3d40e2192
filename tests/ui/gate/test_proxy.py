"""A proxy that logs people in and says who they are in a header."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ui.gate.asking import browser_address, from_trusted_proxy, is_https

Visit = Callable[[str], TestClient]


@pytest.fixture
def proxied(peopled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUPLINE_TRUSTED_HEADER", "X-Forwarded-User")
    monkeypatch.setenv("GROUPLINE_TRUSTED_PROXIES", "10.1.0.0/16, 192.0.2.9")
    return peopled


def _from(visit: Visit, address: str) -> TestClient:
    app = visit("").app
    return TestClient(app, base_url="http://127.0.0.1:8501", follow_redirects=False, client=(address, 50000))


def test_the_header_counts_from_the_proxy_alone(proxied: Path, visit: Visit) -> None:
    header = {"X-Forwarded-User": "Ada"}
    assert _from(visit, "10.1.2.3").get("/", headers=header).status_code == 200
    assert _from(visit, "192.0.2.9").get("/", headers=header).status_code == 200
    elsewhere = _from(visit, "127.0.0.1").get("/", headers=header)
    assert elsewhere.status_code == 403
    assert "127.0.0.1 is none of the proxies" in elsewhere.text


def test_without_a_header_or_with_two_or_an_unknown_name_nobody_comes_in(proxied: Path, visit: Visit) -> None:
    proxy = _from(visit, "10.1.2.3")
    assert proxy.get("/").status_code == 403
    assert proxy.get("/thumb/x").status_code == 403
    twice = proxy.get("/", headers=[("X-Forwarded-User", "ada"), ("X-Forwarded-User", "vera")])
    assert (twice.status_code, "2 times" in twice.text) == (403, True)
    unknown = proxy.get("/", headers={"X-Forwarded-User": "<i>zoe"})
    assert unknown.status_code == 403
    assert "&lt;i&gt;zoe is known, but has no role here" in unknown.text


def test_roles_count_behind_a_proxy_too(proxied: Path, visit: Visit) -> None:
    proxy = _from(visit, "10.1.2.3")
    assert proxy.post("/upload/x", json=[], headers={"X-Forwarded-User": "vera"}).status_code == 403
    assert proxy.post("/upload/x", json=[], headers={"X-Forwarded-User": "lars"}).status_code == 404


def test_passwords_and_cookies_count_for_nothing_there(proxied: Path, visit: Visit) -> None:
    assert visit("ada").get("/").status_code == 403
    assert visit("").post("/login", data={"name": "ada", "password": "x"}).status_code == 403


def test_only_a_trusted_proxy_tells_the_browsers_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPLINE_TRUSTED_PROXIES", "10.1.0.0/16")
    headers = [(b"x-forwarded-for", b"1.1.1.1, 203.0.113.5"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "scheme": "http", "headers": headers, "client": ("10.1.0.4", 1)}
    assert (from_trusted_proxy(scope), browser_address(scope), is_https(scope)) == (True, "203.0.113.5", True)
    assert browser_address({**scope, "client": ("10.2.0.4", 1)}) == "10.2.0.4"
    assert not from_trusted_proxy({**scope, "client": None})
