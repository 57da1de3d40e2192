import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.testclient import TestClient

from grouping.project import Project
from grouping.store.workspace import Workspace
from ui.routes import image_url, routes, thumbnail_url

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


def test_a_thumbnail_is_found_by_the_beginning_of_its_checksum_unless_several_begin_so(client: TestClient) -> None:
    path = Workspace.at().thumbnail(SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF....WEBP")
    assert client.get(f"/thumb/{SHA[:16]}").content == b"RIFF....WEBP"
    assert client.get(f"/thumb/{SHA[:15]}").status_code == 404
    path.with_name(f"{SHA[:-1]}0.webp").write_bytes(b"other")
    assert client.get(f"/thumb/{SHA[:16]}").status_code == 404
    assert client.get(thumbnail_url(SHA)).content == b"RIFF....WEBP"


@pytest.mark.parametrize("name", [SHA, "ab", "..%2f..%2fgroupline.sqlite", "AB" * 32, SHA + "0"])
def test_what_is_no_thumbnail_is_not_found(client: TestClient, home: Path, name: str) -> None:
    (home / "groupline.sqlite").write_bytes(b"secret")
    answer = client.get(f"/thumb/{name}")
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def _import(tmp_path: Path, name: str, image: Image.Image, **options: object) -> str:
    folder = tmp_path / "images"
    folder.mkdir(exist_ok=True)
    image.save(folder / name, **options)
    project = Project.create(name)
    project.import_images(folder / name)
    return str(project.images()["sha256"][0])


def test_a_full_image_that_browsers_show_is_served_as_it_is(client: TestClient, tmp_path: Path) -> None:
    sha256 = _import(tmp_path, "a.jpg", Image.new("L", (900, 40), 90), quality=80)
    answer = client.get(image_url(sha256))
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content == (tmp_path / "images" / "a.jpg").read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_deep_tiff_is_served_as_a_picture(client: TestClient, tmp_path: Path) -> None:
    deep = Image.fromarray(np.linspace(0, 60000, 64, dtype=np.uint16).reshape(8, 8))
    answer = client.get(image_url(_import(tmp_path, "a.tif", deep)))
    assert answer.headers["content-type"] == "image/png"
    shown = Image.open(io.BytesIO(answer.content))
    assert (shown.size, shown.mode) == ((8, 8), "L")


def test_an_image_whose_file_is_gone_or_changed_is_not_found(client: TestClient, tmp_path: Path) -> None:
    sha256 = _import(tmp_path, "a.png", Image.new("L", (9, 9)))
    path = tmp_path / "images" / "a.png"
    path.write_bytes(b"secret")
    assert client.get(image_url(sha256)).status_code == 404
    path.unlink()
    assert client.get(image_url(sha256)).status_code == 404


@pytest.mark.parametrize("name", [SHA, "ab", "..%2f..%2fgroupline.db", "' OR 1=1 --", SHA + "0"])
def test_what_is_no_image_is_not_found(client: TestClient, name: str) -> None:
    assert client.get(f"/image/{name}").status_code == 404
