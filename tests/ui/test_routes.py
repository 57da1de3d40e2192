from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from grouping.store.workspace import Workspace
from ui.routes import routes, thumbnail_url

SHA = "ab" * 32


@pytest.fixture
def client(home: Path) -> TestClient:
    return TestClient(Starlette(routes=routes()))


def test_a_thumbnail_is_served_for_ever(client: TestClient) -> None:
    path = Workspace.at().thumbnail(SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF....WEBP")
    answer = client.get(thumbnail_url(SHA))
    assert answer.content == b"RIFF....WEBP"
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", [SHA, "ab", "..%2f..%2fgroupline.sqlite", "AB" * 32, SHA + "0"])
def test_what_is_no_thumbnail_is_not_found(client: TestClient, home: Path, name: str) -> None:
    (home / "groupline.sqlite").write_bytes(b"secret")
    answer = client.get(f"/thumb/{name}")
    assert answer.status_code == 404
    assert b"secret" not in answer.content
