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
    work = steward.work_of(project, truth, 0, helper.refused)
    assert (helper.accepted, helper.looked, helper.refused) == (4, 4, 0)
    assert (work.images, work.errors, work.decisions) == (12, 0, 4)  # two groups, then two acceptances; no training


def test_after_a_look_with_two_errors_nothing_is_accepted_until_there_are_twice_the_labels(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known_from(project, monkeypatch)
    truth = dict.fromkeys(truth_of(project), "light")
    helper = _review(project, truth)
    assert (helper.accepted, helper.refused, helper.looked, helper.refused_at) == (0, 1, 2, 8)
    assert steward.work_of(project, truth, 0, helper.refused).decisions == 3
    steward_proposals.review(project, truth, helper, seed=0)
    assert (helper.refused, helper.looked) == (1, 2)
    helper.trained_at = 16
    steward_proposals.review(project, truth, helper, seed=0)
    assert (helper.refused, helper.looked) == (2, 4)


def test_heads_are_trained_anew_for_a_fifth_more_labels_or_another_class() -> None:
    helper = Helper(trained_at=100, classes=frozenset("ab"))
    assert not is_due(helper, {"a": 100})
    assert not is_due(helper, {"a": 60, "b": 59})
    assert is_due(helper, {"a": 60, "b": 60})
    assert is_due(helper, {"a": 60, "b": 40, "c": 1})


def test_the_table_shows_the_work_without_and_with_proposals(
    home: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    steward.compare_proposals(folder, home, Way())
    printed = capsys.readouterr().out
    assert "12 images of 2 classes, split by min-max, seed 0" in printed
    assert printed.count("      12 ") == 4
    assert "no error left: " in printed
