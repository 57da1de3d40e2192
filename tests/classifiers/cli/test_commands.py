import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from classifiers import Project
from classifiers.cli.app import COMMANDS, main
from grouping.cli.app import app as grouping_app


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Run a command with --json and return the document; with `status` 1, the line on standard error."""

    def command(*arguments: str, status: int = 0, as_json: bool = True) -> Any:
        monkeypatch.setattr(sys, "argv", ["classifiers", *arguments, *(["--json"] if as_json else [])])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        assert (ended.value.code or 0) == status, printed.err
        return printed.err if status else json.loads(printed.out) if as_json else printed.out

    return command


def test_a_set_is_trained_on_measured_compared_and_its_proposals_accepted(
    run: Callable[..., Any], project: Project
) -> None:
    assert run("gold", "plates", "--per-class", "3")["gold"]["labels"]["n"] == 9
    assert run("check", "plates")["clean"]
    key = run("train", "plates", "prototype")["key"]
    other = run("train", "plates", "--recipe", "head", "--spec", '{"head": "decision_tree"}')["key"]
    assert [one["key"] for one in run("models", "plates")["models"]] == [other, key]
    assert run("card", "plates", key[:6])["classes"] == ["grain", "stripes", "spots"]
    assert run("evaluate", "plates", key, "--on", "gold")["n"] == 9
    assert len(run("evaluate", "plates", key, "--on", "folds", "--folds", "3", "--repeats", "1")["folds"]) == 3
    assert run("compare", "plates", key, other)["test"]["n"] > 0
    assert run("route", "plates", key, other, "--for", "latency")["aim"] == "latency"
    assert run("predict", "plates", key)["n"] == 18
    first, second = run("proposals", "plates")["proposals"][:2]
    run("correct", "plates", "spots", str(first["id"]))
    run("reject", "plates", str(second["id"]))
    assert sum(run("accept", "plates", "--above", "0")["classes"].values()) == 16


def test_people_read_sentences(run: Callable[..., Any], project: Project) -> None:
    assert "Nearest prototype" in run("heads", as_json=False)
    assert "No gold set is locked" in run("gold", "plates", as_json=False)
    assert "nothing leaks" in run("check", "plates", as_json=False)
    assert "macro_f1: " in run("train", "plates", "prototype", as_json=False)
    key = project.models()[0].key
    assert "prototype" in run("models", "plates", as_json=False)
    assert "## On the test images" in run("card", "plates", key, as_json=False)
    assert "accuracy: " in run("evaluate", "plates", key, as_json=False)
    other = project.train("knn").key
    assert "permutation test" in run("compare", "plates", key, other, as_json=False)
    assert "Threshold" in run("route", "plates", key, other, as_json=False)
    assert "18 images: " in run("predict", "plates", key, as_json=False)
    assert "18 open." in run("proposals", "plates", as_json=False)
    assert "images labeled in 'labels'" in run("accept", "plates", "--above", "0", as_json=False)


def test_what_cannot_be_done_says_why(run: Callable[..., Any], project: Project) -> None:
    assert "There is no head 'forest'" in run("train", "plates", "forest", status=1)
    assert "No project is named 'none'" in run("models", "none", status=1)
    assert "none yet; train one first" in run("card", "plates", "ab", status=1)
    assert "There are no proposals" in run("accept", "plates", status=1)
    assert "is not three fractions" in run("check", "plates", "--fractions", "0.7", status=2)


def test_every_command_of_the_readme_exists(repository: Path) -> None:
    named = set(re.findall(r"python -m classifiers ([a-z][a-z-]*)", (repository / "README.md").read_text()))
    assert named
    assert named <= set(COMMANDS)


def test_every_command_is_one_of_grouping_too_and_has_json(project: Project) -> None:
    runner = CliRunner()
    listed = runner.invoke(grouping_app, ["--help"]).stdout
    for name in COMMANDS:
        assert f"\n  {name} " in listed
        assert "--json" in runner.invoke(grouping_app, [name, "--help"]).stdout, name
    done = runner.invoke(grouping_app, ["train", "plates", "prototype", "--json"])
    assert json.loads(done.stdout)["title"] == "Nearest prototype"
    assert runner.invoke(grouping_app, ["trian", "plates"]).exit_code == 2


def test_a_class_absent_from_a_fold_is_told_to_people_too(run: Callable[..., Any], project: Project) -> None:
    named = set(project.labels()["id"])
    project.promote([next(int(i) for i in project.images()["id"] if i not in named)], "odd")
    key = run("train", "plates", "prototype", "--fractions", "0.8,0.2,0")["key"]
    printed = run("evaluate", "plates", key, "--on", "folds", "--repeats", "1", as_json=False)
    assert "Class 'odd' was absent from training in 1 of 5 folds" in " ".join(printed.split())


def test_a_tuned_route_is_what_the_next_command_takes(run: Callable[..., Any], project: Project) -> None:
    fast, strong = project.train("decision_tree").key, project.train("prototype").key
    said = run("route", "plates", fast, strong, "--for", "latency", "--allowed-loss", "0.2", as_json=False)
    words = re.sub(r"\s+", " ", said).partition("Next: ")[2].split()
    tuned = project.route(fast, strong, "latency", 0.2)["threshold"]
    run(*words)
    assert project.predictions()[0].spec["strong_below"] == pytest.approx(tuned, abs=1e-6)
    assert "is from 0 to 1" in run("route", "plates", fast, strong, "--allowed-loss", "5", status=1)


def test_what_a_person_can_mend_is_told_in_a_line_without_a_traceback(
    run: Callable[..., Any], project: Project, tmp_path: Path
) -> None:
    for words, said in (
        (("train", "plates", "--spec", '{"inner_folds": "a"}'), "'inner_folds' is a whole number; got 'a'"),
        (("train", "plates", "--fractions", "nan,0.5,0.5"), "three numbers that sum to 1"),
        (("train", "plates", "mahalanobis"), "--normal"),
    ):
        assert said in run(*words, status=1)
    without_test = project.train("prototype", fractions=(0.8, 0.2, 0.0)).key
    assert "nothing was measured" in run("evaluate", "plates", without_test, as_json=False)


def test_a_siamese_backbone_starts_from_its_weights_and_an_ensemble_says_how_to_freeze(
    run: Callable[..., Any], project: Project, tmp_path: Path
) -> None:
    quick = '{"epochs": 1, "size": 32, "views": 2, "batch": 8}'
    siamese = ("--recipe", "siamese", "--backbone", "efficientnet_lite0", "--frozen", "5", "--spec", quick)
    key = run("train", "plates", *siamese)["key"]
    assert project.model_card(key)["spec"]["start"] == "pretrained"
    to = tmp_path / "new" / "overlay.png"
    run("overlay", "plates", key, str(int(project.images()["id"].iloc[0])), "--to", str(to))
    assert to.stat().st_size > 0
    assert "frozen_stages" in run("train", "plates", "--recipe", "ensemble", "--frozen", "5", status=2)


def test_odd_values_and_targets_are_refused_in_a_line(
    run: Callable[..., Any], project: Project, tmp_path: Path
) -> None:
    plan = '{"augmentation": {"noise": "a"}}'
    assert "'noise' is a number; got 'a'" in run("train", "plates", "--recipe", "finetune", "--spec", plan, status=1)
    stages = '{"frozen_stages": ["a"], "keep": 2}'
    said = run("train", "plates", "--recipe", "ensemble", "--spec", stages, status=1)
    assert "'frozen_stages' is a whole number; got 'a'" in said
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    first = str(project.images()["id"].iloc[0])
    assert str(blocked) in run("augment", "plates", first, "--to", str(blocked / "views"), status=1)
    assert "end it in .png" in run("overlay", "plates", "0", first, "--to", str(tmp_path / "o"), status=2)
