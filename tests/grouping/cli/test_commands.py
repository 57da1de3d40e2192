import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grouping.cli.app import COMMANDS, main
from grouping.store.workspace import Workspace

Run = Callable[..., str]


@pytest.fixture
def run(local_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process and return what it printed; fails unless its status is as expected."""

    def command(*arguments: str, status: int = 0) -> str:
        monkeypatch.setattr(sys, "argv", ["groupline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert (ended.value.code or 0) == status, printed.err
        return printed.err if status else printed.out

    return command


@pytest.fixture
def encoded(run: Run, picture_folder: Path) -> Path:
    run("create", "plates")
    run("import", "plates", str(picture_folder), "--near-labels", "folder")
    run("encode", "plates")
    return picture_folder


def _json(text: str) -> Any:
    return json.loads(text)


def test_the_whole_way_from_folder_to_groups_as_json(run: Run, encoded: Path) -> None:
    swept = _json(run("sweep", "plates", "--clusters", "2-4", "--json"))
    assert len(swept["table"]) == 15
    assert set(swept["min_max"]) == {"selected", "candidates", "excluded", "reasons"}
    split = _json(run("split", "plates", "--by", "kmeans:2", "--json"))
    assert [group["path"] for group in split["groups"]] == ["0", "1"]
    tree = _json(run("tree", "plates", "--json"))["tree"]
    assert tree["size"] == 12
    assert sum(child["size"] for child in tree["groups"]) == 12
    assert _json(run("groups", "plates", "--json"))["groups"] == split["groups"]


def test_groups_as_csv_hold_one_row_an_image(run: Run, encoded: Path, tmp_path: Path) -> None:
    run("sweep", "plates", "--clusters", "2")
    run("split", "plates", "--by", "kmeans:2")
    rows = list(csv.DictReader(io.StringIO(run("groups", "plates", "--csv"))))
    assert len(rows) == 12
    assert {row["group"] for row in rows} == {"0", "1"}
    assert all(Path(row["path"]).is_file() for row in rows)
    run("groups", "plates", "--csv", "--output", str(tmp_path / "groups.csv"))
    assert list(csv.DictReader(io.StringIO((tmp_path / "groups.csv").read_text(encoding="utf-8")))) == rows


def test_people_read_what_an_import_found(run: Run, picture_folder: Path) -> None:
    run("create", "plates")
    printed = run("import", "plates", str(picture_folder))
    assert "12 images added" in printed
    assert "2 duplicates, 1 rejected, 1 ignored" in printed
    assert "broken.png" in printed


def test_people_read_sweep_split_tree_and_health(run: Run, encoded: Path) -> None:
    assert "is picked" in run("sweep", "plates", "--clusters", "2-4")
    assert "'root' is split into" in run("split", "plates")
    assert "root  12 images" in run("tree", "plates")
    assert "near-labels: dark (6), light (6)" in run("health", "plates")
    assert "plates" in run("projects")
    assert "efficientnet_b7" in run("encoders")


def test_every_command_has_json(run: Run, encoded: Path) -> None:
    for command in ("projects", "encoders", "jobs", "migrate"):
        assert isinstance(_json(run(command, "--json")), dict)
    for command in ("health", "tree", "groups"):
        assert _json(run(command, "plates", "--json"))["project"] == "plates"
    for name in COMMANDS:
        assert "--json" in run(name, "--help"), name


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("import", "nowhere", "/images"), "No project is named 'nowhere'"),
        (("create", ""), "A project needs a name"),
        (("cancel", "9"), "There is no job 9"),
        (("split", "plates"), "no sweep yet; sweep it first"),
        (("sweep", "plates"), "has no embeddings yet; encode it first"),
        (("sweep", "plates", "--group", "5"), "There is no group '5'"),
        (("encode", "plates", "--encoder", "alexnet"), "No encoder is called 'alexnet'"),
        (("encode", "plates", "--preprocessing", "crop"), "No preprocessing is called 'crop'"),
        (("import", "plates", "/no/such/folder"), "/no/such/folder does not exist"),
    ],
)
def test_a_users_error_is_one_line_and_status_one(run: Run, arguments: tuple[str, ...], message: str) -> None:
    run("create", "plates")
    printed = run(*arguments, status=1)
    assert message in printed
    assert printed.startswith("Error: ")
    assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [("create",), ("sweep", "plates", "--clusters", "many"), ("sweep", "plates", "--clusters", "9-2"), ("paint",)],
)
def test_wrong_usage_is_status_two(run: Run, arguments: tuple[str, ...]) -> None:
    run("create", "plates")
    run(*arguments, status=2)


def test_home_on_the_command_line_wins_over_the_environment(run: Run, tmp_path: Path) -> None:
    run("create", "elsewhere", "--home", str(tmp_path / "other"))
    assert _json(run("projects", "--json"))["projects"] == []
    assert _json(run("projects", "--json", "--home", str(tmp_path / "other")))["projects"][0]["name"] == "elsewhere"


def test_a_severstal_table_gives_defect_or_class(run: Run, picture_folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "train.csv"
    table.write_text("ImageId,ClassId,EncodedPixels\nlight1.png,3,1 2\nlight2.png,1,1 2\nlight2.png,4,5 2\n")
    run("create", "plates")
    run("import", "plates", str(picture_folder), "--near-labels", str(table))
    assert _json(run("health", "plates", "--json"))["near_labels"] == {"no defect": 10, "defect": 2}
    run("import", "plates", str(picture_folder), "--near-labels", str(table), "--defect-class")
    assert _json(run("health", "plates", "--json"))["near_labels"] == {"no defect": 10, "3": 1, "multi": 1}


def test_python_dash_m_works_from_outside(local_workspace: Workspace) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "grouping", "create", "x", "--home", str(local_workspace.home), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert _json(done.stdout)["project"] == "x"
    again = subprocess.run(
        [sys.executable, "-m", "grouping", "create", "x", "--home", str(local_workspace.home)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert "Traceback" not in again.stderr
