"""Where nobody has to log in: on loopback, without people."""

from collections.abc import Callable
from pathlib import Path

from starlette.testclient import TestClient

from grouping.project import People

Visit = Callable[[str], TestClient]


def test_without_people_this_machine_needs_no_log_in(migrated_home: Path, visit: Visit) -> None:
    assert visit("").get("/").status_code == 200
    assert visit("").get("/login").headers["location"] == "/"


def test_the_first_person_switches_log_in_on_at_once(migrated_home: Path, visit: Visit) -> None:
    assert visit("").get("/").status_code == 200
    People.at(migrated_home).add("ada", "admin")
    assert visit("").get("/").status_code == 303


def test_a_name_that_dns_led_here_is_refused(migrated_home: Path, visit: Visit) -> None:
    answer = visit("").get("/", headers={"Host": "plant.example"})
    assert answer.status_code == 403
    assert "only answers on this machine" in answer.text


def test_another_site_writes_nothing_even_without_log_in(migrated_home: Path, visit: Visit) -> None:
    answer = visit("").post("/upload/nothing", headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403


def test_a_connection_from_elsewhere_needs_a_log_in_however_the_server_was_started(
    migrated_home: Path, visit: Visit
) -> None:
    client = TestClient(visit("").app, base_url="http://192.0.2.7:8501", follow_redirects=False)
    assert client.get("/").status_code == 303
    assert client.get("/thumb/x").status_code == 401
