from pathlib import Path

import pytest

from benchmarks import steward, steward_proposals
from benchmarks.labeled_folders import Truth, prepared, truth_of
from benchmarks.steward_groups import Way
from benchmarks.steward_proposals import Helper, class_counts, is_due
from classifiers import Project
from tests.benchmarks.test_steward import folder

__all__ = ["folder"]  # the fixture of twelve pictures, six light and six dark


@pytest.fixture
def project(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Two of each kind without a class, the others with theirs."""
    monkeypatch.setattr(steward_proposals, "FEW", 1)
    monkeypatch.setattr(steward_proposals, "HEADS", ("logistic_regression", "knn"))
    project = Project.of(prepared("plates", home, folder))
    truth = truth_of(project)
    for kind in ("dark", "light"):
        project.promote([i for i, name in truth.items() if name == kind][:4], kind)
    return project


def _review(project: Project, truth: Truth) -> Helper:
    helper = Helper()
    steward_proposals.retrain(project, helper, class_counts(project))
    assert set(helper.proposed) == {int(i) for i in project.proposals()["id"]}
    steward_proposals.review(project, truth, helper, seed=0)
    return helper


def _known_from(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the operating point below all confidences, for eight labels can give none."""
    predict = Project.predict
    monkeypatch.setattr(Project, "predict", lambda self, model: predict(self, model, threshold=0.0))


def test_a_class_whose_look_finds_no_error_is_accepted_in_one_decision(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known_from(project, monkeypatch)
    truth = truth_of(project)
    helper = _review(project, truth)
    work = steward.work_of(project, truth, 0)
    assert (helper.accepted, helper.looked, helper.refused) == (4, 4, 0)
    assert (work.images, work.errors, work.decisions) == (12, 0, 4)  # two groups, then two acceptances; no training


def test_a_look_with_two_errors_accepts_nothing_and_labels_one_image_of_each_class_among_them(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known_from(project, monkeypatch)
    truth = dict.fromkeys(truth_of(project), "light")
    helper = _review(project, truth)
    dark = {i for i, name in helper.proposed.items() if name == "dark"}
    assert (helper.accepted, helper.refused, helper.looked, len(dark)) == (2, 1, 4, 2)
    of_hand = [i for i in dark if i in project.label_sets()[0].labels]
    assert len(of_hand) == 1
    assert steward.work_of(project, truth, 0).decisions == 4  # two groups, an image by hand, an acceptance of the other


def test_heads_are_trained_anew_for_ten_more_labels_or_another_class() -> None:
    helper = Helper(trained_at=100, classes=frozenset("ab"))
    assert not is_due(helper, {"a": 100})
    assert not is_due(helper, {"a": 60, "b": 49})
    assert is_due(helper, {"a": 60, "b": 50})
    assert is_due(helper, {"a": 60, "b": 40, "c": 1})


def test_proposals_are_corrected_and_accepted_where_that_takes_the_fewest_decisions(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    truth = truth_of(project)
    helper = Helper()
    steward_proposals.retrain(project, helper, class_counts(project))
    odd = min(helper.proposed)
    truth = {**truth, **helper.proposed, odd: "dark" if helper.proposed[odd] == "light" else "light"}
    before = project.version()
    steward_proposals.open_mixed(project, ["root"], truth, Way(), helper)
    assert project.version() == before + 2  # one image by hand, the rest accepted at once
    assert steward.wrong_images(project, truth) == []
    assert len(project.label_sets()[0].labels) == 12


def test_the_table_shows_the_work_without_and_with_proposals(
    home: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steward.compare_proposals(folder, home, Way())
    printed = capsys.readouterr().out
    assert "12 images of 2 classes, split by min-max, seed 0" in printed
    assert printed.count("      12 ") == 4
    assert "no error left: " in printed
