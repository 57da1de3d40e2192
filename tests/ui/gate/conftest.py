from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from grouping.project import People
from grouping.store.people import find_person
from grouping.store.workspace import Workspace
from ui.gate import door
from ui.gate.failures import Failures
from ui.gate.sessions import COOKIE, new_session, signed

ROLE_OF = {"vera": "viewer", "lars": "labeler", "ada": "admin"}

Visit = Callable[[str], TestClient]


@pytest.fixture
def peopled(migrated_home: Path) -> Path:
    """A workspace with a viewer, a labeler and an admin, none of whom has a password."""
    for name, role in ROLE_OF.items():
        People.at(migrated_home).add(name, role)
    return migrated_home


@pytest.fixture(scope="session")
def _server() -> Iterator[TestClient]:
    """The launcher's own application, running; on loopback, as by default."""
    from app import app

    with TestClient(app, base_url="http://127.0.0.1:8501", follow_redirects=False) as client:
        yield client


@pytest.fixture
def visit(_server: TestClient, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """Returns a browser of somebody's own, logged in; '' is nobody."""
    monkeypatch.setattr(door, "_failures", Failures())

    def browser(name: str) -> TestClient:
        client = TestClient(_server.app, base_url="http://127.0.0.1:8501", follow_redirects=False)
        if name:
            person = find_person(Workspace.at().database, name)
            assert person is not None
            client.cookies.set(COOKIE, signed(new_session(person), Workspace.at().home), domain="127.0.0.1", path="/")
        return client

    return browser
