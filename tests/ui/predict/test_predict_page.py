from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers import Project
from grouping.jobs.records import recent_jobs, submit
from grouping.jobs.states import claim, finish
from grouping.worker import run_job
from ui.predict.bar import PICKED


def _open(page: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    page = page.switch_page("../pages/predict.py").run()
    assert not page.exception
    return page


def _press(page: AppTest, key: str) -> AppTest:
    page = page.button(key=key).click().run()
    assert not page.exception
    return page


def _pick(page: AppTest, ids: list[int]) -> AppTest:
    page.session_state[PICKED] = tuple(ids)
    return page.run()


def _words(page: AppTest) -> str:
    shown = [*page.caption, *page.markdown, *page.info, *page.error, *page.toast]
    return "\n".join(str(one.value) for one in shown).replace("\\", "").replace("\u2060", "")


def test_without_a_model_the_page_leads_to_training(
    page: AppTest, grouped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    assert "There is no model yet" in _open(page).info[0].value


def test_a_prediction_is_asked_for_with_the_threshold_of_the_wished_precision(page: AppTest, project: Project) -> None:
    page = _open(page)
    page = page.selectbox(key="predict-precision").set_value(0.8).run()
    assert page.button(key="predict").label == "Propose classes for 6 unlabeled images"
    page = _press(page, "predict")
    job = recent_jobs(project.workspace.database)[0]
    model = project.models()[0]
    threshold = project.choose_threshold(model.key, 0.8).threshold
    assert job.arguments == {"model": model.key, "threshold": threshold}
    run_job(project.workspace.home, job.id)
    page = page.run()
    assert not page.exception
    assert project.predictions()[0].spec["threshold"] == threshold


def test_a_prediction_that_failed_says_why(page: AppTest, project: Project) -> None:
    number = submit(project.workspace.database, "coils", "predict", {"model": "x"}, "eva")
    claim(project.workspace.database, number)
    finish(project.workspace.database, number, "failed", error="The model's files are gone; train it again.")
    assert "The model's files are gone" in _words(_open(page))


def test_all_above_a_confidence_are_accepted_in_one_step_that_undo_takes_back(page: AppTest, project: Project) -> None:
    page = _open(page)
    key = next(one.key for one in page.number_input if one.label == "From confidence")
    page = page.number_input(key=key).set_value(0.0).run()
    assert page.button(key="accept-above").label == "Accept all 6"
    page = _press(page, "accept-above")
    assert set(project.proposals()["state"]) == {"accepted"}
    assert "6 of 6 decided: 6 accepted" in _words(page)
    page = _press(page, "sidebar_Undo")
    assert set(project.proposals()["state"]) == {"open"}
    assert "0 of 6 decided" in _words(page)


def test_a_few_are_looked_at_before_all_are_accepted(page: AppTest, project: Project) -> None:
    page = _open(page)
    key = next(one.key for one in page.number_input if one.label == "From confidence")
    page = page.number_input(key=key).set_value(0.0).run()
    page = page.toggle(key="review-check").set_value(True).run()
    assert not page.exception
    assert "These are all 6 images: correct or reject what is wrong, then accept the rest." in _words(page)
    assert page.button(key="accept-above").label == "Accept all 6"


def test_selected_proposals_are_accepted_corrected_and_rejected(page: AppTest, project: Project) -> None:
    ids = [int(i) for i in project.proposals()["id"]]
    page = _pick(_open(page), ids[:2])
    assert page.button(key="accept-picked").label == "Accept 2"
    page = _pick(_press(page, "accept-picked"), ids[2:3])
    wrong = str(project.proposals().set_index("id").loc[ids[2], "second"])
    labels = project.label_sets()[0]
    number = next(one.key for one in labels.classes if one.name == wrong)
    page = _pick(_press(page, f"correct-{number}"), ids[3:5])
    assert page.button(key="reject-picked").label == "Reject 2"
    page = _press(page, "reject-picked")
    states = project.proposals().set_index("id")["state"]
    assert states[ids].tolist() == ["accepted"] * 2 + ["corrected"] + ["rejected"] * 2 + ["open"]
    assert "5 of 6 decided: 2 accepted, 1 corrected, 2 rejected" in _words(page)
    assert page.toast[0].value == "2 proposals rejected\\."


def test_an_edit_that_somebody_was_faster_with_is_refused_in_words(page: AppTest, project: Project) -> None:
    ids = [int(i) for i in project.proposals()["id"]]
    page = _pick(_open(page), ids[:1])
    Project.open("coils", user="otto").promote(ids[:1], "ash")
    page = _press(page, "accept-picked")
    assert "There is no open proposal that fits: nothing was labeled." in _words(page)
    assert project.label_sets()[0].labels[ids[0]].class_name == "ash"


def test_a_double_click_leads_to_the_image(page: AppTest, project: Project) -> None:
    page = _open(page)
    page.session_state["review-opened"] = int(project.proposals()["id"][0])
    page = page.run()
    assert not page.exception
    assert page.query_params["image"] == str(int(project.proposals()["id"][0]))


def test_what_a_second_model_saves_is_measured_from_here(page: AppTest, project: Project) -> None:
    fast, strong = (model.key for model in project.models())
    page = _open(page)
    page = page.selectbox(key=f"predict-strong-{fast[:12]}").set_value(strong[:12]).run()
    page = _press(page, "route")
    job = recent_jobs(project.workspace.database)[0]
    assert (job.kind, job.arguments) == ("route", {"fast": fast, "strong": strong})
    run_job(project.workspace.home, job.id)
    page = page.run()
    assert "which had no part in the choice" in "\n".join(str(one.value) for one in page.caption)
    assert "route" not in [one.key for one in page.button]


def test_accept_all_begins_at_the_threshold_itself_not_at_its_first_three_digits(
    page: AppTest, project: Project
) -> None:
    key = project.models()[0].key
    sure = project.proposals()["confidence"].sort_values()
    between = float(sure.iloc[len(sure) // 2])
    run = project.predict(key, threshold=between + 1e-7)
    page = _open(page)
    n = int(project.proposals()["known"].sum())
    assert n == run.summary["known"]
    assert page.button(key="accept-above").label == (f"Accept all {n:,}" if n else "Accept all")
