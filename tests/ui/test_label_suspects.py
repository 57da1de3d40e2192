"""Likely mislabeled first, on the page of labels: the order, the words, the suggestions, and the page itself."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.steps.look import Suspects
from grouping.worker import run_job
from ui.label.suspects import by_suspicion, suggestions, told

FOUND = Suspects(np.array([30, 10]), ("a", "b"), ("b", "c"), np.array([0.9, 0.6]), n_judged=4, n_unjudged=0)


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The grouped project in a copy, labeled by group but for one image."""
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    project = Project.open("coils")
    for number, group in enumerate(project.tree().children("root")):
        project.promote(group.path, f"class {number}")
    project.relabel([project.similar(3, 1)["id"][0]], "wrong one")
    return project


@pytest.fixture
def page(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20).run()


def _open(page: AppTest) -> AppTest:
    page.switch_page("../pages/label.py")
    page.query_params["project"] = "coils"
    return page.run()


def test_the_most_suspect_of_the_shown_come_first_and_the_others_keep_their_order() -> None:
    ids = np.array([10, 20, 30, 40])
    assert by_suspicion(np.array([3, 1, 0, 2]), ids, FOUND).tolist() == [2, 0, 3, 1]
    assert by_suspicion(np.array([3, 0]), ids, FOUND).tolist() == [0, 3]
    assert by_suspicion(np.array([], np.int64), ids, FOUND).tolist() == []
    assert by_suspicion(np.array([1, 0]), ids[:2], FOUND).tolist() == [0, 1]


def test_a_selection_is_offered_what_is_suggested_for_its_suspects() -> None:
    assert suggestions(FOUND, (10, 20, 30)) == [("c", (10,)), ("b", (30,))]
    assert suggestions(FOUND, (30, 10))[0] == ("b", (30,))
    assert suggestions(FOUND, (20,)) == []


def test_the_words_count_what_could_not_be_judged() -> None:
    assert told(FOUND) == "2 suspects among 4 labeled images."
    unjudged = Suspects(np.array([]), (), (), np.array([]), n_judged=1, n_unjudged=2)
    assert told(unjudged).endswith("2 images could not be judged: no labeled image is near enough.")


def test_the_switch_shows_the_suspects_and_their_count(project: Project, page: AppTest) -> None:
    page = _open(page)
    suspects = project.mislabeled("labels")
    assert "wrong one" in suspects["label"].tolist()
    page.toggle(key="label-suspects-first").set_value(True).run()
    assert not page.exception
    words = [caption.value for caption in page.caption]
    assert f"{len(suspects)} suspects among 30 labeled images." in words
    first = suspects.iloc[0]
    page.session_state["label-picked"] = (int(first["id"]),)
    page.run()
    (button,) = [one for one in page.button if one.key == f"suggested-{first['suggested']}"]
    assert button.label == f"1 image to {first['suggested']}"
    button.click().run()
    assert project.labels().set_index("id")["class"][first["id"]] == first["suggested"]


def test_without_neighbours_the_page_asks_the_worker_for_them(project: Project, page: AppTest) -> None:
    shutil.rmtree(project.workspace.home / "neighbours")
    page = _open(page)
    page.toggle(key="label-suspects-first").set_value(True).run()
    page.button(key="ask_look_root").click().run()
    (job,) = recent_jobs(project.workspace.database)
    assert job.kind == "look"
    run_job(project.workspace.home, job.id)
    page.run()
    assert any("among 30 labeled images" in caption.value for caption in page.caption)
