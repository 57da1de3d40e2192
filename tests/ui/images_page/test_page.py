from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from data.sample import draw_sample
from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.store.workspace import Workspace
from grouping.worker import run_job


@pytest.fixture
def main(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)


@pytest.fixture
def strips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder: Path = draw_sample(tmp_path / "strips", n_images=30, seed=0)
    monkeypatch.setenv("GROUPLINE_IMPORT_ROOTS", str(tmp_path))
    return folder


def _open(main: AppTest) -> AppTest:
    return main.run().switch_page("../pages/images.py").run()


def _press(page: AppTest, start: str) -> AppTest:
    return next(button for button in page.button if button.label.startswith(start)).click().run()


def _words(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*page.markdown, *page.caption, *page.success, *page.warning])


def test_without_a_project_one_is_made_here(main: AppTest, home: Path) -> None:
    page = _open(main)
    assert not page.exception
    assert [one.label for one in page.text_input] == ["Name of the new project"]


def test_an_import_is_looked_at_handed_over_done_and_reported(main: AppTest, home: Path, strips: Path) -> None:
    project = Project.create("coils")
    page = _open(main)
    page.text_input(key="import_path").input(str(strips))
    page = page.radio[0].set_value("folder").run()
    page = _press(page, "Look at it first")
    assert "30 images by name" in _words(page)
    assert not recent_jobs(Workspace.at().database)
    page = _press(page, "Import 30 images")
    assert "waits for the worker" in _words(page)
    (job,) = recent_jobs(Workspace.at().database)
    assert job.arguments == {"source": str(strips), "near_labels": "folder", "copy": False}
    run_job(home, job.id)
    page = page.run()
    assert not page.exception
    assert len(project.images()) == 30
    assert "Health" in [one.value for one in page.subheader]
    assert "Images :gray[30]" in [link.proto.label for link in page.sidebar.get("page_link")]


def test_changing_the_form_asks_for_another_look(main: AppTest, home: Path, strips: Path) -> None:
    Project.create("coils")
    page = _open(main)
    page.text_input(key="import_path").input(str(strips)).run()
    page = _press(page, "Look at it first")
    page = page.radio[0].set_value("folder").run()
    assert not [button for button in page.button if button.label.startswith("Import")]


def test_a_path_outside_the_roots_is_refused_in_one_sentence(main: AppTest, home: Path, strips: Path) -> None:
    Project.create("coils")
    page = _open(main)
    page = page.text_input(key="import_path").input("/etc").run()
    assert not page.exception
    assert "lies outside" in page.error[0].value
    assert not [button for button in page.button if button.label == "Look at it first"]


def test_each_part_of_the_health_report_is_shown(main: AppTest, home: Path, strips: Path) -> None:
    project = Project.create("coils")
    Image.new("L", (64, 64)).save(strips / "black.png")
    (strips / "copy.png").write_bytes((strips / "black.png").read_bytes())
    (strips / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    project.import_images(strips)
    page = _open(main)
    for part in ("Flagged", "Duplicates", "Not taken"):
        page = page.button_group(key="health_part").set_value(part).run()
        assert not page.exception
        if part == "Duplicates":
            assert list(page.dataframe[0].value["copies"]) == [2, 2]
            assert page.query_params["part"] == "Duplicates"
        if part == "Not taken":
            assert page.dataframe[0].value["kind"][0] == "rejected"
            assert page.dataframe[0].value["place"][0].endswith("broken.jpg")


def test_a_failed_import_is_told_and_can_be_started_again(main: AppTest, home: Path, strips: Path) -> None:
    project = Project.create("coils")
    run_job(home, project.submit("import", source=str(strips / "nowhere")))
    page = _open(main)
    assert "does not exist" in _words(page)
    page = _press(page, "Resume")
    assert "waits for the worker" in _words(page)
