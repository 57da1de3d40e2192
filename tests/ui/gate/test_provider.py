"""People who come back from a log-in provider (OIDC)."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from grouping.project import People
from ui.gate.sessions import COOKIE

Visit = Callable[[str], TestClient]

ORIGIN = "http://127.0.0.1:8501"
AUTH = {
    "redirect_uri": f"{ORIGIN}/oauth2callback",
    "cookie_secret": "a long secret of the tests, nowhere else",
    "client_id": "groupline",
    "client_secret": "x",
    "server_metadata_url": "http://127.0.0.1:9/none",
}


@pytest.fixture
def provided(migrated_home: Path, visit: Visit) -> Iterator[Path]:
    visit("")  # the server reads the secrets once, when it starts
    secrets_singleton.merge_programmatic_secrets({"auth": AUTH})
    yield migrated_home
    secrets_singleton._reset()


def _cookie(secret: str = AUTH["cookie_secret"], **changes: object) -> str:
    facts = {"origin": ORIGIN, "is_logged_in": True, "email": "Ada@Plant.example", "iat": time.time(), **changes}
    return create_signed_value(secret, "_streamlit_user", json.dumps(facts)).decode()


def _came_back(visit: Visit, cookie: str) -> TestClient:
    client = visit("")
    client.cookies.set("_streamlit_user", cookie, domain="127.0.0.1", path="/")
    return client


def test_the_e_mail_address_is_the_name_and_gets_a_log_in_of_our_own(provided: Path, visit: Visit) -> None:
    People.at(provided).add("ada@plant.example", "labeler")
    client = _came_back(visit, _cookie())
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=")
    People.at(provided).remove("ada@plant.example")
    assert client.get("/").status_code == 403


def test_somebody_without_a_role_is_told_what_to_ask_for(provided: Path, visit: Visit) -> None:
    answer = _came_back(visit, _cookie()).get("/")
    assert answer.status_code == 403
    assert "people add ada@plant.example" in answer.text


@pytest.mark.parametrize(
    "cookie",
    [
        {"secret": "another secret"},
        {"origin": "http://elsewhere.example"},
        {"is_logged_in": False},
        {"email_verified": False},
        {"email": ""},
        {"iat": 0},
    ],
)
def test_a_cookie_that_does_not_hold_sends_to_the_log_in(
    provided: Path, visit: Visit, cookie: dict[str, object]
) -> None:
    People.at(provided).add("ada@plant.example", "admin")
    assert _came_back(visit, _cookie(**cookie)).get("/").status_code == 303  # type: ignore[arg-type]


def test_the_log_in_page_leads_to_the_provider(provided: Path, visit: Visit) -> None:
    page = visit("").get("/login")
    assert 'href="/login/provider?name=default"' in page.text
    assert "password" not in page.text
    answer = visit("").get("/login/provider?name=default")
    assert answer.headers["location"].startswith("/auth/login?provider=")
    assert visit("").get("/login/provider?name=other").headers["location"] == "/login"
