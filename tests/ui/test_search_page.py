"""The page of search: by a sentence, an image, a picture; what was found is labeled, and leads on."""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from classifiers.project import Project
from grouping.errors import GrouplineError, UnknownNameError
from grouping.jobs.records import recent_jobs
from grouping.steps.keep_uploads import Owner, new_batch
from grouping.worker import run_job
from ui.search.query import keep_picture, picture_of


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    home = Path(shutil.copytree(grouped_home, tmp_path / "workspace"))
    monkeypatch.setenv("GROUPLINE_HOME", str(home))
    return Project.open("coils", home)


@pytest.fixture
def page(project: Project, repository: Path) -> AppTest:
    page = AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=30).run()
    page.query_params["project"] = "coils"
    return page.switch_page("../pages/search.py").run()


def _png(project: Project) -> bytes:
    path = Path(project.images()["path"].iloc[0])
    file = io.BytesIO()
    Image.open(path).rotate(180).save(file, "PNG")
    return file.getvalue()


def _words(page: AppTest) -> str:
    return " ".join(one.value for one in [*page.markdown, *page.caption, *page.info, *page.error]).replace("\\", "")


def test_without_clip_images_are_what_is_searched_by(page: AppTest) -> None:
    assert "Name an image of this project" in page.info[0].value
    page.session_state["how"] = "sentence"
    page.run()
    assert "clip_vit_b32" in _words(page)


def test_an_image_finds_those_like_it_which_are_labeled(page: AppTest, project: Project) -> None:
    page.text_input(key="like").set_value("3").run()
    assert not page.exception
    assert "1 at most" in _words(page)
    nearest = [int(i) for i in project.search(image=3, n=2)["id"]]
    project.define_class("seam")
    page.run()
    page.session_state["search-picked"] = tuple(nearest)
    page.run()
    assert "Label 2 images as" in _words(page).replace("*", "")
    page.button(key="assign-1").click().run()
    assert sorted(project.labels()["id"]) == sorted(nearest)
    assert page.session_state["search-picked"] == ()


def test_a_selected_image_is_searched_by_in_turn(page: AppTest, project: Project) -> None:
    page.text_input(key="like").set_value("3").run()
    other = int(project.search(image=3, n=1)["id"].iloc[0])
    page.session_state["search-picked"] = (other,)
    page.run()
    page.button(key="search-similar").click().run()
    assert page.text_input(key="like").value == str(other)


def test_an_image_that_is_not_there_is_said_to_be(page: AppTest) -> None:
    page.text_input(key="like").set_value("no such.png").run()
    assert "no such.png" in _words(page)
    assert not page.exception


def test_a_picture_is_embedded_by_the_worker_and_finds_its_original(page: AppTest, project: Project) -> None:
    page.session_state["how"] = "picture"
    page.run()
    page.file_uploader(key="search-file").upload("turned.png", _png(project)).run()
    assert not page.exception
    (job,) = recent_jobs(project.workspace.database)
    assert job.kind == "embed-picture"
    run_job(project.workspace.home, job.id)
    page.run()
    assert not page.error
    found = project.search(picture=job.arguments["picture"], n=3, train=False)
    first = int(project.images()["id"].iloc[0])
    assert first in set(found["id"])
    assert len(project.images()) == 30  # it is none of the project's


def test_a_picture_of_the_project_is_as_near_to_itself_as_can_be(project: Project) -> None:
    row = project.images().iloc[4]
    found = project.search(picture=row["path"], n=1)
    assert int(found["id"].iloc[0]) == int(row["id"])
    assert float(found["similarity"].iloc[0]) == pytest.approx(1, abs=1e-5)


def test_what_is_no_picture_is_refused_with_its_reason(page: AppTest) -> None:
    page.session_state["how"] = "picture"
    page.run()
    page.file_uploader(key="search-file").upload("not.png", b"no image").run()
    assert page.error
    assert not page.exception


def test_a_picture_belongs_to_its_project_and_a_token_cannot_be_guessed(project: Project) -> None:
    path = keep_picture(project, "a.png", _png(project))
    assert picture_of(project, path.parent.parent.name) == path
    foreign = new_batch(project.workspace, Owner("other", project.user))
    with pytest.raises(GrouplineError, match="another project"):
        picture_of(project, foreign)
    with pytest.raises(UnknownNameError):
        picture_of(project, "../../x")
    with pytest.raises(GrouplineError, match="cannot be read any more"):
        project.search(picture=path.parent / "gone.png")
