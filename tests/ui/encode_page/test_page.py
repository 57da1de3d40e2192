import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.store.workspace import Workspace
from grouping.worker import run_job


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)


@pytest.fixture
def full(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the grouped workspace, to be changed."""
    copy = shutil.copytree(grouped_home, tmp_path / "copy")
    monkeypatch.setenv("GROUPLINE_HOME", str(copy))
    return copy


def _open(main: AppTest) -> AppTest:
    return main.run().switch_page("../pages/encode.py").run()


def _encode_button(page: AppTest) -> object:
    return next(button for button in page.button if button.label.startswith("Encode "))


@pytest.mark.parametrize("with_project", [False, True])
def test_without_images_the_page_says_what_to_do_first(main: AppTest, home: Path, with_project: bool) -> None:
    if with_project:
        Project.create("coils")
    page = _open(main)
    assert not page.exception
    assert [link.proto.label for link in page.main.get("page_link")] == ["Import images →"]


def test_several_encoders_are_queued_once(main: AppTest, full: Path) -> None:
    page = _open(main)
    assert not page.exception
    page = page.checkbox(key="encoder-efficientnet_lite1").check().run()
    page = page.button_group(key="encode_preprocessing").set_value("tiles").run()
    assert _encode_button(page).label == "Encode 30 images with 2 encoders, one after another"
    page = _encode_button(page).click().run()
    assert not page.exception
    jobs = recent_jobs(Workspace.at().database)
    assert [(job.arguments["encoder"], job.arguments["preprocessing"]) for job in reversed(jobs)] == [
        ("efficientnet_lite0", "tiles"),
        ("efficientnet_lite1", "tiles"),
    ]
    assert _encode_button(page).disabled


def test_any_model_of_timm_may_be_named(main: AppTest, full: Path) -> None:
    page = _open(main)
    page.text_input(key="encoder_timm").input("convnext_tiny").run()
    page = page.checkbox(key="encoder-efficientnet_lite0").uncheck().run()
    assert not page.exception
    assert "with timm" in _encode_button(page).label
    assert "known once it is loaded" in "\n".join(one.value for one in page.caption)


def test_images_whose_files_are_gone_are_told_in_the_preview(main: AppTest, full: Path, tmp_path: Path) -> None:
    project = Project.create("lost")
    folder = tmp_path / "lost"
    shutil.copytree(Path(Project.open("coils").images()["path"][0]).parent, folder)
    project.import_images(folder)
    shutil.rmtree(folder)
    main.query_params["project"] = "lost"
    page = main.run().switch_page("../pages/encode.py").run()
    assert not page.exception
    assert "cannot be read any more" in page.warning[0].value.replace("\\", "")


def test_an_encoder_is_measured_on_request_and_its_card_tells_the_time(main: AppTest, full: Path) -> None:
    page = _open(main)
    assert any(one.value.startswith("about ") and "measured on 30" in one.value for one in page.caption)
    page = page.button_group(key="encode_preprocessing").set_value("letterbox").run()
    assert "about" not in " ".join(one.value for one in page.caption if "measured" in one.value)
    page = next(one for one in page.button if one.label.startswith("Measure")).click().run()
    assert not [one for one in page.button if one.label.startswith("Measure")]
    (job,) = recent_jobs(Workspace.at().database)
    assert (job.kind, job.arguments["preprocessing"]) == ("time", "letterbox")
    run_job(full, job.id)
    page = page.run()
    assert any("measured on 8" in one.value for one in page.caption)
