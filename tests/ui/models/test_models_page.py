from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from classifiers import Project
from grouping.jobs.records import recent_jobs
from grouping.worker import run_job

VIEWS = ("Figures", "Confusion", "Errors", "Calibration", "Curves", "Line", "Card")


MAIN = Path(__file__).resolve().parents[3] / "ui" / "main.py"


def _open(page: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    page = page.switch_page("../pages/models.py").run()
    assert not page.exception
    return page


def _words(page: AppTest) -> str:
    shown = [*page.caption, *page.markdown, *page.info, *page.error, *page.success]
    return "\n".join(str(one.value) for one in shown).replace("\\", "").replace("\u2060", "")


def _work(page: AppTest, project: Project, key: str) -> AppTest:
    """Press a button, do the job as the worker would, and look again."""
    page = page.button(key=key).click().run()
    assert not page.exception
    run_job(project.workspace.home, recent_jobs(project.workspace.database)[0].id)
    page = page.run()
    assert not page.exception
    return page


def test_without_a_model_the_page_leads_to_training(
    page: AppTest, grouped_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPLINE_HOME", str(grouped_home))
    assert "There is no model yet" in _open(page).info[0].value


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_of_a_model_is_drawn(page: AppTest, project: Project, view: str) -> None:
    page = _open(page, view=view)
    assert not page.error
    assert page.subheader[0].value.startswith("k nearest neighbours")
    assert page.dataframe[0].value["Model"].tolist() == ["k nearest neighbours", "Nearest prototype"]


def test_two_chosen_models_are_compared_in_sentences(page: AppTest, project: Project) -> None:
    keys = ",".join(model.key[:12] for model in project.models())
    page = _open(page, models=keys)
    assert "permutation test" in _words(page)
    assert page.dataframe[1].value.iloc[0, 0] == "Macro-F1"


def test_folds_are_measured_from_here(page: AppTest, project: Project) -> None:
    page = _work(_open(page), project, "folds-1")
    assert "5 folds, 1 repeat" in _words(page)


def test_the_learning_curve_is_drawn_from_here(page: AppTest, project: Project) -> None:
    page = _work(_open(page, view="Curves"), project, "ask-curve")
    assert "More labels are likely to help." in _words(page) or "would bring little" in _words(page)


def test_a_measurement_that_cannot_be_is_told(page: AppTest, project: Project) -> None:
    project.lock_gold(per_class=2)
    page = _work(_open(page), project, "use-gold")
    assert "was trained before its gold set was locked" in _words(page)


def test_a_cell_of_the_matrix_names_its_images_and_no_cell_all_errors(page: AppTest, project: Project) -> None:
    judged = project.judged(project.models()[0].key)
    wrong = int((~judged["right"]).sum())
    assert wrong, "the classes mean nothing, so that models err"
    assert f"All errors: {wrong} image" in _words(_open(page, view="Confusion"))
    right = int(((judged["truth"] == "ash") & judged["right"]).sum())
    page.query_params["part"] = "0,0"
    page = page.run()
    assert f"{right} image" in _words(page)
    assert "of 'ash', rightly recognized" in _words(page)


def test_a_model_whose_card_is_damaged_says_so_and_the_others_stay(page: AppTest, project: Project) -> None:
    newest, older = project.models()
    (project.workspace.model(newest.key) / "card.json").write_text("{")
    page = _open(page)
    assert "train it again" in _words(page)
    assert not page.exception
    page.query_params["models"] = older.key[:12]
    assert not page.run().error


@pytest.mark.parametrize(
    ("spec", "fractions"),
    [({"head": "kth_neighbour", "normal": "ash"}, (0.5, 0.25, 0.25)), ({"head": "prototype"}, (0.9, 0.1, 0.0))],
    ids=["one class", "no test images"],
)
def test_every_view_is_drawn_of_models_of_which_less_is_known(
    project: Project, spec: dict[str, str], fractions: tuple[float, float, float]
) -> None:
    key = project.train(spec, version=1, fractions=fractions).key
    for view in VIEWS:
        page = _open(AppTest.from_file(str(MAIN), default_timeout=30), view=view, models=key[:12])
        assert not page.error
        assert key[:8] in page.subheader[0].value


def test_a_model_without_test_images_says_that_nothing_is_known(page: AppTest, project: Project) -> None:
    project.train({"head": "prototype"}, version=1, fractions=(0.9, 0.1, 0.0))
    assert "no test images" in _words(_open(page))


@pytest.mark.parametrize(
    ("view", "words"),
    [("Line", "there is no file of it for the line"), ("Errors", "an image opens with its neighbours")],
)
def test_a_head_says_why_it_has_no_file_and_no_overlay(page: AppTest, project: Project, view: str, words: str) -> None:
    assert words in _words(_open(page, view=view))


def test_a_network_is_written_for_the_line_from_here(page: AppTest, project: Project) -> None:
    spec = {"size": 32, "epochs": 1, "convolutions": 4, "augmentation": "none"}
    project.train(spec, recipe="siamese", version=1, fractions=(0.5, 0.25, 0.25))
    page = _work(_open(page, view="Line"), project, "deploy")
    assert page.dataframe[1].value["Form"].tolist() == ["PyTorch", "ONNX", "ONNX, 8 bits"]
    assert "8 bits calibrated on 12 training images" in _words(page)
