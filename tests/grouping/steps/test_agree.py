"""Who agrees with whom: from real events of three people in one project."""

import json
import math
import shutil
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score
from typer.testing import CliRunner

from data.sample import draw_sample
from grouping.cli.app import app
from grouping.errors import UnknownNameError
from grouping.project import Project


@pytest.fixture(scope="module")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agree")
    Project.create("coils", home=folder / "home").import_images(draw_sample(folder / "strips", n_images=12, seed=0))
    return folder / "home"


@pytest.fixture
def people(_imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Project, Project, Project]:
    """Ada, Ben and Cleo before the same 12 images."""
    monkeypatch.setenv("GROUPLINE_HOME", str(shutil.copytree(_imported, tmp_path / "home")))
    ada, ben, cleo = (Project.open("coils", user=name) for name in ("ada", "ben", "cleo"))
    return ada, ben, cleo


def test_two_people_are_compared_on_the_images_that_both_labeled(people: tuple[Project, Project, Project]) -> None:
    ada, ben, _ = people
    ids = [int(i) for i in ada.images()["id"]]
    ada.relabel(ids[:8], "ash")
    ada.relabel(ids[8:], "rust")
    ben.relabel(ids[:2], "rust")
    ben.relabel(ids[2:6], "ash")
    ben.relabel(ids[8:10], "rust")
    (found,) = ada.agreement()
    assert (found.people, found.n_both, found.n_agreed) == (("ada", "ben"), 8, 6)
    assert found.differing == {ids[0]: ("ash", "rust"), ids[1]: ("ash", "rust")}
    assert found.share == 0.75
    theirs = cohen_kappa_score(["ash"] * 6 + ["rust"] * 2, ["rust"] * 2 + ["ash"] * 4 + ["rust"] * 2)
    assert found.kappa == pytest.approx(theirs)


def test_what_was_undone_taken_back_or_belongs_to_no_class_any_more_was_not_said(
    people: tuple[Project, Project, Project],
) -> None:
    ada, ben, cleo = people
    ids = [int(i) for i in ada.images()["id"]]
    ada.relabel(ids, "ash")
    ben.relabel(ids[:4], "rust")
    ben.undo()
    assert ada.agreement() == []
    cleo.relabel(ids[:4], "rust")
    cleo.unlabel(ids[:1])
    (found,) = ada.agreement()
    assert (found.people, list(found.differing)) == (("ada", "cleo"), ids[1:4])
    ada.remove_class("rust")
    assert ada.agreement() == []


def test_a_class_that_got_another_name_is_the_same_class(people: tuple[Project, Project, Project]) -> None:
    ada, ben, _ = people
    ids = [int(i) for i in ada.images()["id"]]
    ada.relabel(ids, "ash")
    ada.define_class("soot", was="ash")
    ben.relabel(ids, "soot")
    (found,) = ada.agreement()
    assert (found.n_agreed, found.differing) == (12, {})
    assert math.isnan(found.kappa)
    assert found.summary()["kappa"] is None


def test_who_shares_most_images_comes_first_and_discarded_ones_are_left_out(
    people: tuple[Project, Project, Project],
) -> None:
    ada, ben, cleo = people
    ids = [int(i) for i in ada.images()["id"]]
    ada.relabel(ids, "ash")
    cleo.relabel(ids[:6], "rust")
    ben.relabel(ids[:3], "ash")
    assert [(one.people, one.n_both) for one in ada.agreement()] == [
        (("ada", "cleo"), 6), (("ada", "ben"), 3), (("ben", "cleo"), 3),
    ]  # fmt: skip
    ada.discard(ids[:3])
    assert [(one.people, one.n_both) for one in ada.agreement()] == [(("ada", "cleo"), 3)]


def test_a_set_that_is_not_there_is_refused(people: tuple[Project, Project, Project]) -> None:
    with pytest.raises(UnknownNameError):
        people[0].agreement("nothing")


def test_the_command_line_tells_the_same(people: tuple[Project, Project, Project]) -> None:
    ada, ben, _ = people
    ids = [int(i) for i in ada.images()["id"]]
    ada.relabel(ids, "ash")
    assert "No image of 'labels' was labeled by two people" in CliRunner().invoke(app, ["agreement", "coils"]).output
    ben.relabel(ids[:2], "rust")
    told = json.loads(CliRunner().invoke(app, ["agreement", "coils", "--json"]).output)["agreement"]
    assert told == [one.summary() for one in ada.agreement()]
    assert told[0]["differing"][0] == {"image": ids[0], "ada": "ash", "ben": "rust"}
    assert "ada and ben" in CliRunner().invoke(app, ["agreement", "coils"]).output
