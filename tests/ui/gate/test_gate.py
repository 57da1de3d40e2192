"""Each way in, for nobody, a viewer, a labeler and an admin."""

from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from grouping.project import People
from grouping.store.workspace import Workspace

Visit = Callable[[str], TestClient]

SHA = "ab" * 32
SOCKET = "ws://127.0.0.1:8501/_stcore/stream"
ORIGIN = {"Origin": "http://127.0.0.1:8501"}

PAGES = ("/", "/images", "/encode", "/group", "/explore", "/label", "/image", "/explore?project=coils&group=3")
READS = (f"/thumb/{SHA}", f"/image/{SHA}", "/_stcore/host-config", "/media/nothing.png", "/_stcore/metrics")
WRITES = (
    ("POST", "/upload/nothing"),
    ("PUT", "/upload/nothing/a.png"),
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
)


@pytest.fixture(autouse=True)
def thumbnail(peopled: Path) -> Path:
    path = Workspace.at().thumbnail(SHA)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"RIFF....WEBP")
    return peopled


def _opens(client: TestClient, **headers: str) -> bool:
    try:
        with client.websocket_connect(SOCKET, headers={**ORIGIN, **headers}, subprotocols=["streamlit"]):
            return True
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize("page", PAGES)
def test_a_page_sends_nobody_to_the_log_in_and_remembers_itself(visit: Visit, page: str) -> None:
    answer = visit("").get(page)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")
    assert "Groupline" not in answer.text
    if page != "/":
        shown = visit("").get(answer.headers["location"])
        assert f'name="next" value="{page.replace("&", "&amp;")}"' in shown.text


@pytest.mark.parametrize("path", READS)
def test_a_route_without_log_in_is_401_and_tells_nothing(visit: Visit, path: str) -> None:
    answer = visit("").get(path)
    assert (answer.status_code, answer.text) == (401, "Log in first.")


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writing_takes_a_labeler(visit: Visit, method: str, path: str) -> None:
    assert visit("").request(method, path).status_code == 401
    refused = visit("vera").request(method, path)
    assert refused.status_code == 403
    assert "vera is a viewer; this takes the role labeler" in refused.text
    for name in ("lars", "ada"):
        answer = visit(name).request(method, path)
        assert answer.status_code != 401, name
        assert "takes the role" not in answer.text, name


@pytest.mark.parametrize("name", ["vera", "lars", "ada"])
def test_every_role_reads_pages_routes_and_the_websocket(visit: Visit, name: str) -> None:
    client = visit(name)
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    assert client.get(f"/thumb/{SHA}").content == b"RIFF....WEBP"
    assert client.get(f"/image/{SHA}").status_code == 404
    assert client.get("/_stcore/host-config").status_code == 200
    assert _opens(client)


def test_the_websocket_is_closed_to_nobody_and_to_other_sites(visit: Visit) -> None:
    assert not _opens(visit(""))
    assert not _opens(visit("ada"), Origin="http://elsewhere.example")


def test_health_stays_open_for_those_who_watch_over_the_server(visit: Visit) -> None:
    assert visit("").get("/_stcore/health").status_code == 200


def test_a_header_that_names_a_person_is_never_believed(visit: Visit) -> None:
    headers = {"x-groupline-person": "ada", "X-Forwarded-User": "ada"}
    assert visit("").get(f"/thumb/{SHA}", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/login/../thumb/x",
        "//login/../",
        "/login/",
        "/_stcore/health/../stream",
        "/LOGIN",
        "/login%2f..%2f",
        "/logoutx",
    ],
)
def test_no_spelling_of_an_open_address_opens_another(visit: Visit, path: str) -> None:
    assert visit("").get(path).status_code in (303, 401)


def test_streamlits_own_scripts_are_open_and_no_way_around_them_leads_to_pictures(
    visit: Visit, thumbnail: Path
) -> None:
    script = next((Path(streamlit.__file__).parent / "static" / "static" / "js").glob("index.*.js"))
    assert visit("").get(f"/static/js/{script.name}").content == script.read_bytes()
    picture = b"RIFF....WEBP"
    assert visit("vera").get(f"/thumb/{SHA}").content == picture
    for way in ("..", "%2e%2e", ".%2e", "..%2f..", "js/..%2f..", "%2e%2e%2f%2e%2e", "..%5c", "/..", "%2f.."):
        for target in (f"thumb/{SHA}", f"image/{SHA}", "download/x", "_stcore/host-config"):
            answer = visit("").get(f"/static/{way}/{target}")
            assert answer.content != picture
            assert answer.status_code in (303, 401), (way, target)


TRICKS = (
    "..%2f..%2fgroupline.db", "%2e%2e%2f%2e%2e%2fgroupline.db", "..%252f..%252fgroupline.db", "%2fetc%2fpasswd",
    "/etc/passwd", "../../login.key", "..%5c..%5clogin.key", f"{SHA}%00", f"{SHA}%00.webp", "%00", f"{SHA}/../../x",
    f"{SHA}%0a", "file:///etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("route", ["thumb", "image"])
@pytest.mark.parametrize("name", TRICKS)
def test_no_path_leads_out_of_the_pictures(visit: Visit, peopled: Path, route: str, name: str) -> None:
    (peopled / "secret.txt").write_text("root:x:0:0 SQLite format 3")
    answer = visit("ada").get(f"/{route}/{name}")
    # Streamlit answers unknown addresses with its own empty page; what counts is that no file comes.
    assert answer.status_code in (200, 400, 404)
    assert not any(secret in answer.content for secret in (b"root:x", b"SQLite format", b"RIFF"))


def test_another_role_ends_the_log_ins_made_before(visit: Visit, peopled: Path) -> None:
    client = visit("lars")
    assert client.get("/").status_code == 200
    People.at(peopled).set_role("lars", "viewer")
    assert client.get("/").status_code == 303


def test_removal_ends_them_and_a_namesake_does_not_inherit_them(visit: Visit, peopled: Path) -> None:
    client = visit("lars")
    People.at(peopled).remove("lars")
    assert client.get("/").status_code == 303
    People.at(peopled).add("lars", "admin")
    assert client.get("/").status_code == 303


def test_a_new_password_ends_them(visit: Visit, peopled: Path) -> None:
    client = visit("ada")
    People.at(peopled).set_password("ada", "another long password")
    assert client.get("/").status_code == 303


def _read_to_the_end(socket: WebSocketTestSession) -> None:
    for _ in range(100):
        socket.receive_bytes()


def test_an_open_websocket_closes_at_the_first_message_after_the_end(visit: Visit, peopled: Path) -> None:
    client = visit("lars")
    with client.websocket_connect(SOCKET, headers=ORIGIN, subprotocols=["streamlit"]) as socket:
        People.at(peopled).remove("lars")
        socket.send_bytes(b"")
        with pytest.raises(WebSocketDisconnect) as closed:
            _read_to_the_end(socket)
    assert closed.value.code == 4401


def test_logging_out_ends_the_log_in_even_for_a_copy_of_its_cookie(visit: Visit) -> None:
    client, thief = visit("ada"), visit("")
    thief.cookies.update(client.cookies)
    assert thief.get("/").status_code == 200
    answer = client.get("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert thief.get("/").status_code == 303


def test_another_site_cannot_log_somebody_out(visit: Visit) -> None:
    client = visit("ada")
    client.get("/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_write_nothing_with_somebodys_cookie(visit: Visit, headers: dict[str, str]) -> None:
    answer = visit("ada").put("/upload/nothing/a.png", content=b"x", headers=headers)
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert visit("").post("/login", data={"name": "ada"}, headers=headers).status_code == 403


def test_the_own_site_writes(visit: Visit) -> None:
    answer = visit("lars").post("/upload/nothing", json=[], headers={**ORIGIN, "Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 404  # no such upload; but it was asked
