import io
import json
import sys
from pathlib import Path

import pytest

from grouping import passwords
from grouping.cli.app import main
from grouping.store.people import who_logs_in
from grouping.store.workspace import Workspace


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "N", 2**10)


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> int:
    monkeypatch.setattr(sys, "argv", ["groupline", "people", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_people_come_and_go_by_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "list") == 0
    assert "There is nobody yet" in capsys.readouterr().out
    assert _run(monkeypatch, "add", "Anna", "--role", "labeler", "--password-file", "-", typed="correct horse\n") == 0
    (tmp_path / "password").write_text("another long one\n")
    assert _run(monkeypatch, "add", "bob", "--password-file", str(tmp_path / "password"), "--json") == 0
    assert _run(monkeypatch, "add", "zoe@plant.example", "--role", "admin", "--no-password") == 0
    assert _run(monkeypatch, "role", "bob", "labeler") == 0
    assert _run(monkeypatch, "password", "bob", "--password-file", "-", typed="a third long one") == 0
    assert _run(monkeypatch, "remove", "zoe@plant.example") == 0
    capsys.readouterr()
    assert _run(monkeypatch, "list", "--json") == 0
    told = json.loads(capsys.readouterr().out)["people"]
    assert [(one["name"], one["role"], one["password"]) for one in told] == [
        ("anna", "labeler", True),
        ("bob", "labeler", True),
    ]
    database = Workspace.at(home).database
    assert who_logs_in(database, "anna", "correct horse")
    assert who_logs_in(database, "bob", "a third long one")
    assert "horse" not in (home / "groupline.db").read_bytes().decode("latin-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "bob", "--role", "boss", "--no-password"), "There is no role 'boss'"),
        (("add", "bob", "--password-file", "/nowhere"), "The password file /nowhere cannot be read"),
        (("add", "bob", "--password-file", "-"), "10 to 1,000 characters"),
        (("role", "bob", "viewer"), "Nobody is called 'bob'"),
        (("remove", "bob"), "Nobody is called 'bob'"),
    ],
)
def test_what_cannot_be_is_one_line(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    assert _run(monkeypatch, *arguments) == 1
    assert message in capsys.readouterr().err
