"""The log-in itself: form, cookie, failures, and what is no log-in."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from starlette.testclient import TestClient

from grouping.project import People
from grouping.store.people import find_person
from grouping.store.workspace import Workspace
from ui.gate.door import next_page
from ui.gate.failures import WINDOW, Failures
from ui.gate.secret import signing_key
from ui.gate.sessions import COOKIE, LASTS, new_session, read_session, signed

PASSWORD = "correct horse battery"

Visit = Callable[[str], TestClient]


@pytest.fixture
def anna(migrated_home: Path) -> Path:
    People.at(migrated_home).add("Anna", "labeler", PASSWORD)
    return migrated_home


def _flags(set_cookie: str) -> set[str]:
    return {part.strip().lower() for part in set_cookie.split(";")[1:]}


def test_the_right_password_opens_the_page_that_was_wanted(anna: Path, visit: Visit) -> None:
    client = visit("")
    answer = client.post("/login", data={"name": " ANNA ", "password": PASSWORD, "next": "/explore?group=3"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/explore?group=3")
    cookie = answer.headers["set-cookie"]
    assert _flags(cookie) == {"path=/", "httponly", "samesite=lax", f"max-age={LASTS}"}
    assert client.get("/explore").status_code == 200
    behind_tls = visit("").post(
        "/login", data={"name": "anna", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"}
    )
    assert "secure" in _flags(behind_tls.headers["set-cookie"])


def test_wrong_names_and_passwords_sound_alike_and_run_into_a_limit(anna: Path, visit: Visit) -> None:
    client = visit("")
    wrong = client.post("/login", data={"name": "anna", "password": "wrong"})
    unknown = client.post("/login", data={"name": "<b>zoe", "password": "wrong"})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "set-cookie" not in wrong.headers
    assert wrong.text.replace('value="anna"', "") == unknown.text.replace('value="&lt;b&gt;zoe"', "")
    for _ in range(4):
        client.post("/login", data={"name": "anna", "password": "wrong"})
    refused = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= WINDOW + 1
    assert "Too many failed log-ins" in refused.text


def test_a_form_without_anything_or_with_far_too_much_is_a_failed_log_in(anna: Path, visit: Visit) -> None:
    assert visit("").post("/login").status_code == 401
    assert visit("").post("/login", data={"name": "anna", "password": "x" * 10_000}).status_code == 401


def test_the_log_in_page_fetches_nothing_and_runs_no_script(anna: Path, visit: Visit) -> None:
    page = visit("").get('/login?next=/x"><script>alert(1)</script>')
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "<script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/login", "", "/a\r\nX: y"],
)
def test_a_log_in_leads_to_no_other_site(wanted: str) -> None:
    assert next_page(wanted) == "/"
    assert next_page("/label?set=labels&project=a%20b") == "/label?set=labels&project=a%20b"


def test_forged_foreign_and_expired_cookies_count_for_nothing(
    anna: Path, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = find_person(Workspace.at().database, "anna")
    assert person is not None
    session = new_session(person)
    good = signed(session, anna)
    assert read_session(good, anna) == session.__class__(
        session.name, session.stamp, session.id, float(int(session.issued))
    )

    foreign = signed(session, tmp_path / "another")
    other_salt = URLSafeTimedSerializer(signing_key(anna), salt="x").dumps([session.name, session.stamp, session.id])
    with monkeypatch.context() as patched:
        patched.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - LASTS - 5)
        expired = signed(session, anna)
    payload = good.split(".")[0]
    for bad in (foreign, other_salt, expired, good[:-2], payload, f"{payload}..", "", "null", "[]", "ä", "\0"):
        assert read_session(bad, anna) is None, bad
    client = visit("")
    for bad in (foreign, other_salt, expired, good[:-2]):
        client.cookies.set(COOKIE, bad, domain="127.0.0.1", path="/")
        assert client.get("/").status_code == 303


def test_a_log_in_in_use_is_renewed_before_it_ends(anna: Path, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - LASTS + 60)
        client = visit("anna")
    renewed = client.get("/").headers["set-cookie"]
    assert renewed.startswith(COOKIE)
    assert "httponly" in _flags(renewed)
    assert "set-cookie" not in visit("anna").get("/thumb/x").headers


def test_the_key_is_readable_to_its_owner_alone_and_stays_the_same(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert len(key) == 64
    assert (tmp_path / "login.key").stat().st_mode & 0o777 == 0o600
    signing_key.cache_clear()
    assert signing_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == ["login.key"]


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_failures_are_counted_by_name_and_by_address_and_forgotten() -> None:
    clock = _Clock()
    failures = Failures(clock)
    for _ in range(5):
        assert failures.wait("anna", "10.0.0.1") == 0
        failures.note("anna", "10.0.0.1")
    assert failures.wait("anna", "10.0.0.1") == WINDOW
    assert failures.wait("anna", "10.0.0.2") == failures.wait("bob", "10.0.0.1") == 0
    clock.now += WINDOW + 1
    assert failures.wait("anna", "10.0.0.1") == 0


def test_many_names_from_one_address_and_one_name_from_many_are_stopped_too() -> None:
    failures = Failures(_Clock())
    for i in range(30):
        failures.note(f"name{i}", "10.0.0.1")
    for i in range(50):
        failures.note("anna", f"10.0.1.{i}")
    assert failures.wait("somebody", "10.0.0.1") > 0
    assert failures.wait("anna", "10.9.9.9") > 0
    assert failures.wait("somebody", "10.9.9.9") == 0


def test_a_right_password_forgives_the_slips_before_it() -> None:
    failures = Failures(_Clock())
    for _ in range(5):
        failures.note("anna", "10.0.0.1")
    failures.forgive("anna", "10.0.0.1")
    assert failures.wait("anna", "10.0.0.1") == 0
