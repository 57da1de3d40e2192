from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers import Project
from classifiers.recipes import make_spec
from grouping.jobs.records import recent_jobs, submit
from grouping.jobs.states import claim, finish
from grouping.worker import run_job


def _open(page: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    page = page.switch_page("../pages/train.py").run()
    assert not page.exception
    return page


def _press(page: AppTest, key: str) -> AppTest:
    page = page.button(key=key).click().run()
    assert not page.exception
    return page


def _words(page: AppTest) -> str:
    shown = [*page.caption, *page.markdown, *page.info, *page.error, *page.toast]
    return "\n".join(str(one.value) for one in shown).replace("\\", "").replace("\u2060", "")


def test_an_empty_workspace_and_a_project_without_labels_say_what_to_do(
    page: AppTest, migrated_home: Path, grouped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no project yet" in _open(page).info[0].value
    Project.create("bare")
    assert "no images yet" in page.run().info[0].value
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    assert "No image has a label yet" in page.run().info[0].value


def test_labels_that_changed_since_the_newest_version_are_frozen_from_here(page: AppTest, project: Project) -> None:
    page = _open(page)
    assert "train-freeze" not in [one.key for one in page.button]
    project.promote([int(project.images()["id"].max())], "rust")
    page = _press(page.run(), "train-freeze")
    assert project.versions()[-1].number == 2
    assert page.selectbox(key="train-version").value == "2"


def test_a_gold_set_is_locked_with_its_exact_count_on_the_button(page: AppTest, project: Project) -> None:
    page = _open(page)
    page = page.number_input(key="gold-per-class").set_value(3).run()
    assert page.button(key="lock-gold").label == "Lock 3 × 2 = 6 images"
    page = _press(page, "lock-gold")
    assert project.gold()["labels"]["n"] == 6
    assert "Locked: 6 images" in _words(page)


def test_a_training_that_is_asked_for_is_done_by_the_worker_and_told(page: AppTest, project: Project) -> None:
    page = _open(page)
    page = page.checkbox(key="head-search").uncheck().run()
    page = page.checkbox(key="head-decision_tree").check().run()
    assert page.button(key="train").label == "Train 2 models on version 1"
    page = page.checkbox(key="head-logistic_regression").uncheck().run()
    page = _press(page, "train")
    job = recent_jobs(project.workspace.database)[0]
    assert job.arguments["spec"] == {"head": "decision_tree", "class_weight": "balanced", "search": False}
    assert page.button(key="train").disabled, "the same training is not asked for twice"
    assert [one.key for one in page.button if one.key == f"cancel-{job.id}"]
    run_job(project.workspace.home, job.id)
    page = page.run()
    assert "Done: macro-F1" in _words(page)
    assert project.models()[0].title == "Decision tree"


def test_of_many_trainings_the_one_that_runs_stands_first_and_the_rest_are_counted(
    page: AppTest, project: Project
) -> None:
    asked = {"label_set": "labels", "version": 1, "recipe": "head"}
    jobs = [project.submit("train", **asked, spec={"head": "knn", "k": k}) for k in range(1, 9)]
    claim(project.workspace.database, jobs[0])
    page = _open(page)
    cancels = [one.key for one in page.button if str(one.key).startswith("cancel-")]
    assert cancels == [f"cancel-{job}" for job in jobs[:6]]
    assert "2 more wait" in _words(page)


def test_a_training_that_failed_says_why_and_can_be_tried_again(page: AppTest, project: Project) -> None:
    database = project.workspace.database
    number = submit(database, "coils", "train", {"spec": {"head": "knn"}, "label_set": "labels", "version": 1}, "eva")
    claim(database, number)
    finish(database, number, "failed", error="No image is left to train on. Label more images.")
    page = _open(page)
    assert "No image is left to train on" in _words(page)
    page = _press(page, f"train-again-{number}")
    assert recent_jobs(database)[0].id == number + 1


def test_the_check_before_training_tells_the_parts_and_that_nothing_leaks(page: AppTest, project: Project) -> None:
    page = _press(_open(page), "check-split")
    run_job(project.workspace.home, recent_jobs(project.workspace.database)[0].id)
    assert "No leaks" in _words(page.run())
    assert "Checked just now" in _words(page)


def test_a_check_that_could_not_know_of_the_gold_set_is_no_longer_shown_as_clean(
    page: AppTest, project: Project
) -> None:
    page = _press(_open(page), "check-split")
    run_job(project.workspace.home, recent_jobs(project.workspace.database)[0].id)
    project.lock_gold(per_class=1)
    page = page.run()
    assert "No leaks" not in _words(page)
    assert [one.value for one in page.warning] == ["The gold set was locked after this check. Check again."]
    page = _press(page, "check-split")
    run_job(project.workspace.home, recent_jobs(project.workspace.database)[0].id)
    assert "gold **2**" in _words(page.run())


def test_shares_that_do_not_sum_to_one_are_refused_in_words(page: AppTest, project: Project) -> None:
    page = _open(page)
    page = page.number_input(key="share-train").set_value(80).run()
    assert "sum to 110 %" in _words(page)
    assert "train" not in [one.key for one in page.button]


@pytest.mark.parametrize("recipe", ["Fine-tuned network", "Siamese network", "Ensemble"])
def test_every_recipe_hands_over_what_its_own_spec_accepts(page: AppTest, project: Project, recipe: str) -> None:
    page = _press(_open(page, recipe=recipe), "train")
    job = recent_jobs(project.workspace.database)[0]
    assert job.kind == "train"
    assert project.epochs(**job.arguments) == {}
    assert "version 1 of 'labels'" in _words(page)


def test_weights_that_a_person_gives_are_part_of_the_training(page: AppTest, project: Project) -> None:
    page = _open(page, recipe="Fine-tuned network")
    page = page.selectbox(key="finetune-weighting").set_value("given").run()
    first, *others = project.label_sets()[0].classes
    page = page.number_input(key=f"finetune-weight-{first.name}").set_value(5.0).run()
    _press(page, "train")
    spec = recent_jobs(project.workspace.database)[0].arguments["spec"]
    assert spec["class_weights"] == [[first.name, 5.0], *([one.name, 1.0] for one in others)]
    assert make_spec("finetune", spec).class_weights[0] == (first.name, 5.0)


def test_what_a_plan_does_is_drawn_by_the_worker_and_shown(page: AppTest, project: Project) -> None:
    page = _open(page, recipe="Fine-tuned network")
    page = _press(page, "finetune-views")
    job = recent_jobs(project.workspace.database)[0]
    assert (job.kind, job.arguments["plan"]) == ("preview-augmentation", "strips")
    assert "Drawing views" in _words(page)
    run_job(project.workspace.home, job.id)
    page = page.run()
    assert "as training sees it" in _words(page)
    assert len(page.get("image")) == 6
    page = page.selectbox(key="finetune-plan").set_value("none").run()
    assert "finetune-views" not in [one.key for one in page.button]
