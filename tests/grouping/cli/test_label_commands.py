import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grouping.cli.app import main
from grouping.store.workspace import Workspace


@pytest.fixture
def run(
    local_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Run a command with --json and return the document; with `status` 1, the line on standard error."""

    def command(*arguments: str, status: int = 0) -> Any:
        monkeypatch.setattr(sys, "argv", ["groupline", *arguments, "--json"])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert (ended.value.code or 0) == status, printed.err
        return printed.err if status else json.loads(printed.out)

    return command


@pytest.fixture
def split(run: Callable[..., Any], picture_folder: Path) -> Path:
    """Twelve encoded images in two pure groups, '0' and '1'."""
    run("create", "plates")
    run("import", "plates", str(picture_folder), "--near-labels", "folder")
    run("encode", "plates")
    run("sweep", "plates", "--clusters", "2-4")
    run("split", "plates", "--by", "agglomerative:2")
    return picture_folder


def test_a_group_is_promoted_undone_redone_frozen_and_compared(run: Callable[..., Any], split: Path) -> None:
    assert run("promote", "plates", "0", "striped")["labeled"] == 6
    assert run("freeze", "plates")["number"] == 1
    assert run("promote", "plates", "1", "grainy")["labeled"] == 6
    assert run("undo", "plates")["undone"]["did"].startswith("promoted group '1'")
    assert run("redo", "plates")["redone"]["did"].startswith("promoted group '1'")
    assert run("label", "plates", "odd", "dark0.png")["labeled"] == 1
    assert run("freeze", "plates")["number"] == 2
    compared = run("diff", "plates", "1", "2")
    assert (compared["added"], compared["changed"], compared["removed"]) == (6, 1, 0)
    assert [one["number"] for one in run("versions", "plates")["versions"]] == [1, 2]
    sets = {row["name"]: row["images"] for row in run("classes", "plates")["classes"]}
    assert sorted(sets.values()) == [1, 5, 6]


def test_a_step_is_restored_and_a_class_loses_its_key(run: Callable[..., Any], split: Path) -> None:
    number = run("history", "plates")["history"][-1]["number"]
    run("promote", "plates", "0", "striped")
    run("define-class", "plates", "striped", "--was", "striped", "--key", "0")
    assert run("classes", "plates")["classes"][0]["key"] is None
    assert run("restore-to", "plates", str(number))["did"].startswith(f"went back to step {number}")
    assert run("history", "plates")["history"][-2]["in_effect"] is False
    assert "no step 99" in run("restore-to", "plates", "99", status=1)
    assert run("undo", "plates")["undone"]["did"].startswith("went back")
    assert run("classes", "plates")["classes"][0]["name"] == "striped"


def test_what_a_person_labeled_by_hand_survives_the_promotion_of_its_group(
    run: Callable[..., Any], split: Path
) -> None:
    run("label", "plates", "odd", "light0.png")
    facts = run("facts", "plates")["facts"]
    light = next(path for path in ("0", "1") if facts[path]["near_label_mix"] == {"light": 6})
    promoted = run("promote", "plates", light, "striped")
    assert (promoted["labeled"], promoted["kept"]) == (5, 1)
    assert run("promote", "plates", light, "striped", "--overwrite")["labeled"] == 6


def test_groups_are_merged_moved_renamed_discarded_and_restored(run: Callable[..., Any], split: Path) -> None:
    run("rename", "plates", "0", "stripes")
    run("move", "plates", "light0.png", "--to", "1")
    run("discard", "plates", "light1.png")
    assert run("tree", "plates")["tree"]["size"] == 11
    run("restore", "plates", "light1.png")
    assert run("merge", "plates", "0", "1", "--name", "all")["size"] == 12
    assert [group["name"] for group in run("groups", "plates")["groups"]] == ["all"]
    history = run("history", "plates")["history"]
    assert len(history) == 6
    assert history[-1]["did"] == "merged 0, 1 (12 images) into 'all'"


def test_growing_is_one_step_that_undo_takes_back(run: Callable[..., Any], split: Path) -> None:
    run("undo", "plates")
    grown = run("grow", "plates", "--min-size", "4", "--min-silhouette", "0.05")
    assert grown["splits"] >= 1
    assert len(grown["leaves"]) == len(run("groups", "plates")["groups"])
    run("undo", "plates")
    assert [group["path"] for group in run("groups", "plates")["groups"]] == ["root"]


def test_near_labels_lead_a_split_and_a_growth_by_the_fewest_decisions(run: Callable[..., Any], split: Path) -> None:
    by_decisions = run("split", "plates", "--by", "decisions")["groups"]
    assert [group["source"].partition(", ")[2] for group in by_decisions] == ["2 clusters, by fewest decisions"] * 2
    run("undo", "plates")
    run("undo", "plates")
    grown = run("grow", "plates", "--min-size", "4", "--by", "decisions")
    assert (grown["splits"], len(grown["leaves"])) == (1, 2)


def test_neighbours_are_listed(run: Callable[..., Any], split: Path) -> None:
    similar = run("similar", "plates", "light0.png", "--n", "3")["similar"]
    assert len(similar) == 3
    assert similar[0]["distance"] <= similar[-1]["distance"]
    assert run("suggest", "plates")["suggestions"][0]["action"] in ("promote", "look", "clean up", "drill in")
    assert isinstance(run("duplicates", "plates")["groups"], list)
    assert len(run("duplicates", "plates", "--explain")["thresholds"]) > 2
    assert isinstance(run("outliers", "plates")["outliers"], list)
    assert isinstance(run("mislabeled", "plates")["mislabeled"], list)


REFUSED = [
    (("undo", "plates", "--user", "nobody"), "nothing to undo of nobody; the last step is by"),
    (("redo", "plates"), "nothing to redo"),
    (("promote", "plates", "9", "x"), "There is no group '9'"),
    (("label", "plates", "x", "nowhere.png"), "No images are called 'nowhere.png'"),
    (("move", "plates", "light0.png"), "Say where the images go"),
    (("discard", "plates"), "Name either images or --group"),
    (("freeze", "plates", "--set", "none"), "There is no label set 'none'"),
    (("diff", "plates", "1", "2"), "has no version 1"),
    (("merge", "plates", "0", "0"), "at least two groups"),
    (("grow", "plates", "--min-size", "500"), "is left as it is: it has 12 images, fewer than 500"),
]


def test_what_cannot_be_done_says_why(run: Callable[..., Any], split: Path) -> None:
    for arguments, message in REFUSED:
        assert message in run(*arguments, status=1), arguments
