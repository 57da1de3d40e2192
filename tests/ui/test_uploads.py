import json
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from grouping.project import Project
from grouping.steps.keep_uploads import Owner, kept_files, new_batch, source_of
from grouping.store.workspace import Workspace
from ui.upload_names import checked_name
from ui.uploads import upload_routes


@pytest.fixture
def client(home: Path) -> TestClient:
    Project.create("coils")
    return TestClient(Starlette(routes=upload_routes()))


@pytest.fixture
def batch(client: TestClient) -> str:
    return new_batch(Workspace.at(), Owner("coils", "ann"))


def _put(client: TestClient, batch: str, name: str, data: bytes, modified: str = "1700000000123") -> tuple[int, str]:
    answer = client.put(f"/upload/{batch}/{quote(name)}", content=data, headers={"x-modified": modified})
    return answer.status_code, str(answer.json().get("reason", ""))


def _ask(client: TestClient, batch: str, *files: tuple[str, int, int]) -> list[str]:
    answer = client.post(f"/upload/{batch}", content=json.dumps(files))
    return list(answer.json()["files"])


def test_a_file_is_kept_with_its_folder_and_its_time_and_asked_for_once(client: TestClient, batch: str) -> None:
    name, data = "coil 1/scratch #1 ä%.png", b"1234"
    assert _ask(client, batch, (name, 4, 1700000000123)) == [""]
    assert _put(client, batch, name, data) == (200, "")
    path = Workspace.at().upload(batch) / "files" / name
    assert path.read_bytes() == data
    assert path.stat().st_mtime == pytest.approx(1700000000.123)
    assert _ask(client, batch, (name, 4, 1700000000123)) == ["here"]
    assert _put(client, batch, name, data) == (200, "")
    assert len(kept_files(Workspace.at().upload(batch))) == 1
    assert not list((Workspace.at().upload(batch) / "unfinished").iterdir())


def test_another_file_of_the_same_name_is_refused_and_the_first_stays(client: TestClient, batch: str) -> None:
    _put(client, batch, "a.png", b"first")
    assert "another file of this name" in _put(client, batch, "a.png", b"second")[1]
    assert "in case or accents alone" in _put(client, batch, "A.png", b"third")[1]
    assert (Workspace.at().upload(batch) / "files" / "a.png").read_bytes() == b"first"


def test_composed_and_decomposed_letters_are_one_name(client: TestClient, batch: str) -> None:
    _put(client, batch, unicodedata.normalize("NFD", "Grüße.png"), b"1")
    assert [kept.name for kept in kept_files(Workspace.at().upload(batch))] == ["Grüße.png"]
    assert _ask(client, batch, ("Grüße.png", 1, 1700000000123)) == ["here"]


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../a.png", "a/../../b.png", "a//b.png", "./a.png", "a\\..\\b.png", "a\0b.png", "a\nb.png",
     "C:x.png", "aux.png", "LPT1",
     "a./b.png", "b .", ".hidden/a.png", "x" * 201, "/".join(["x" * 100] * 11), "\ud800.png"],
)  # fmt: skip
def test_names_that_lead_elsewhere_or_fit_nowhere_are_refused_with_a_reason(
    client: TestClient, batch: str, home: Path, name: str
) -> None:
    (verdict,) = _ask(client, batch, (name, 1, 0))
    assert verdict not in ("", "here")
    with pytest.raises(Exception, match=r".+"):
        checked_name(name)
    if name and "\ud800" not in name:
        client.put(f"/upload/{batch}/{quote(name, safe='')}", content=b"x", headers={"x-modified": "0"})
    assert not kept_files(Workspace.at().upload(batch))
    assert {path.name for path in (home / "uploads").rglob("*") if path.is_file()} == {"owner.json"}


@pytest.mark.parametrize("token", ["0" * 32, "..", "x", "0" * 31 + "G"])
def test_only_a_batch_that_was_given_out_takes_files(client: TestClient, batch: str, token: str) -> None:
    assert client.post(f"/upload/{token}", content=b"[]").status_code == 404
    assert client.put(f"/upload/{token}/a.png", content=b"x", headers={"x-modified": "0"}).status_code == 404


def test_a_batch_takes_files_of_its_own_person_only(batch: str) -> None:
    for person, status in (("bob", 404), ("ann", 200)):

        async def known(scope: dict[str, object], receive: object, send: object, person: str = person) -> None:
            await Starlette(routes=upload_routes())({**scope, "groupline.person": person}, receive, send)

        assert TestClient(known).post(f"/upload/{batch}", content=b"[]").status_code == status


def test_too_much_is_refused_before_it_comes(client: TestClient, batch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUPLINE_MAX_UPLOAD_MB", "1")
    monkeypatch.setenv("GROUPLINE_MAX_BATCH_MB", "2")
    assert "allowed for one file" in _ask(client, batch, ("a.png", 1_000_001, 0))[0]
    for name in ("a.png", "b.png"):
        assert _put(client, batch, name, bytes(900_000)) == (200, "")
    assert "the upload has more than" in _put(client, batch, "c.png", bytes(900_000))[1]


def test_a_full_disk_is_told_and_may_be_tried_again(
    client: TestClient, batch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grouping.steps.keep_uploads.SPARE_BYTES", 1 << 60)
    status, reason = _put(client, batch, "a.png", b"x")
    assert (status, "disk" in reason) == (507, True)
    monkeypatch.undo()


@pytest.mark.parametrize("headers", [{}, {"x-modified": "-1"}, {"x-modified": "yesterday"}])
def test_a_file_without_its_time_is_refused(client: TestClient, batch: str, headers: dict[str, str]) -> None:
    assert client.put(f"/upload/{batch}/a.png", content=b"x", headers=headers).status_code == 422


@pytest.mark.parametrize("body", [b"", b"{}x", b"[1]", b'[["a"]]', b'"a"'])
def test_a_question_that_is_none_is_refused(client: TestClient, batch: str, body: bytes) -> None:
    assert client.post(f"/upload/{batch}", content=body).status_code == 422


def test_what_a_cut_left_half_done_is_sent_again(client: TestClient, batch: str) -> None:
    folder = Workspace.at().upload(batch)
    _put(client, batch, "a.png", b"1234")
    _put(client, batch, "b.png", b"1234")
    (folder / "files" / "a.png").write_bytes(b"12")
    with (folder / "record.jsonl").open("a") as file:
        file.write('["c.png", 4')
    assert [kept.name for kept in kept_files(folder)] == ["b.png"]


def test_an_upload_is_a_source_with_its_archives_opened(client: TestClient, batch: str, shared_archive: bytes) -> None:
    from grouping.images.sources import Found, open_source

    _put(client, batch, "coil/a.png", b"1")
    _put(client, batch, "coil/more.zip", shared_archive)
    found = list(open_source(source_of(Workspace.at(), batch)))
    assert [one.name for one in found if isinstance(one, Found)] == ["coil/a.png", "inside/b.png"]
    assert len(found) == 2


@pytest.fixture
def shared_archive() -> bytes:
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("inside/b.png", b"2")
    return data.getvalue()
