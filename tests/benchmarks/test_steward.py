from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import steward
from benchmarks.labeled_folders import prepared, truth_of
from benchmarks.steward import Way
from grouping import Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve small pictures in two folders, 'light' stripes and 'dark' grain."""
    rng = np.random.default_rng(7)
    for kind, level, spread in (("light", 180, 5), ("dark", 60, 40)):
        (tmp_path / "pictures" / kind).mkdir(parents=True)
        for number in range(6):
            stripes = 60 * np.sin(np.arange(60) / 2 + number) if kind == "light" else 0
            pixels = np.clip(rng.normal(level, spread, (40, 60)) + stripes, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pictures" / kind / f"{number}.png")
    return tmp_path / "pictures"


@pytest.fixture
def project(home: Path, folder: Path) -> Project:
    return prepared("plates", home, folder)


def _split_in_two(project: Project) -> None:
    project.split("root", project.sweep(clusters=[2]), by="agglomerative:2")


def test_everything_is_labeled_and_each_decision_is_an_event(project: Project) -> None:
    truth = truth_of(project)
    steward.follow_suggestions(project, truth, Way())
    work = steward.work_of(project, truth, began=0)
    assert (work.images, work.decisions) == (12, len(project.history()))
    assert work.decisions < 12


def test_a_pure_group_is_one_decision(project: Project) -> None:
    _split_in_two(project)
    truth, before = truth_of(project), project.version()
    steward.label_group(project, "0", truth)
    assert project.version() == before + 1
    assert steward.wrong_images(project, truth) == []


def test_each_odd_image_of_a_group_is_one_decision_more(project: Project) -> None:
    _split_in_two(project)
    odd = project.group("1").image_ids[0]
    project.move([odd], "0")
    truth, before = truth_of(project), project.version()
    steward.label_group(project, "0", truth)
    assert project.version() == before + 2
    assert steward.wrong_images(project, truth) == []


def test_a_group_of_95_percent_is_promoted_with_its_errors_and_mending_takes_one_decision_each(
    project: Project,
) -> None:
    _split_in_two(project)
    ids = list(project.group("0").image_ids)
    truth = {**truth_of(project), **dict.fromkeys(ids, "light"), ids[0]: "dark"}
    project.promote("0", "light")
    before = project.version()
    assert steward.wrong_images(project, truth) == [ids[0]]
    steward.mend(project, truth)
    assert steward.wrong_images(project, truth) == []
    assert project.version() == before + 1


def test_a_steward_may_begin_with_a_grown_tree(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grouping.steps.grow_tree.SMALLEST", 4)
    truth = truth_of(project)
    steward.follow_suggestions(project, truth, Way(grow=True))
    assert "grew 'root'" in project.history()[0][1]
    assert steward.work_of(project, truth, began=0).images == 12


def test_the_table_shows_both_ways_with_and_without_errors(
    home: Path, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steward, "PLAIN_CLUSTERS", 3)
    steward.compare(folder, home, 0.5, Way("decisions"))
    printed = capsys.readouterr().out
    assert "12 images of 2 classes, near-labels on 50%, split by decisions" in printed
    assert printed.count("every error mended by hand") == 2
    assert "no error left: " in printed
