import io
import json
import shutil
import time
import zipfile
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.steps.clean_up import clean_up
from grouping.worker import run_job
from ui.routes import routes


@pytest.fixture
def page(repository: Path) -> AppTest:
    return AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=30)


@pytest.fixture
def project(grouped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Twelve of thirty strips labeled, six of each class."""
    shutil.copytree(grouped_home, tmp_path / "workspace")  # the fixture's own is only to be read
    monkeypatch.setenv("GROUPLINE_HOME", str(tmp_path / "workspace"))
    project = Project.open("coils")
    ids = project.images()["id"].tolist()
    project.promote(ids[:6], "ash")
    project.promote(ids[6:12], "rust")
    return project


def _open(page: AppTest, **query: str) -> AppTest:
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    page = page.switch_page("../pages/label.py").run()
    assert not page.exception
    return page


def _press(page: AppTest, label: str) -> AppTest:
    page = next(one for one in page.button if one.label == label).click().run()
    assert not page.exception
    return page


def _worked(page: AppTest, project: Project) -> AppTest:
    """Do the newest job as the worker would, and look again."""
    run_job(project.workspace.home, recent_jobs(project.workspace.database, project=project.name)[0].id)
    page = page.run()
    assert not page.exception
    return page


def _words(page: AppTest) -> str:
    return "\n".join(
        str(text.value) for text in [*page.caption, *page.markdown, *page.info, *page.toast, *page.success]
    )


def test_a_workspace_without_a_project_says_what_to_do(page: AppTest, home: Path) -> None:
    assert "There is no project yet" in _open(page).info[0].value


def test_a_project_without_images_says_what_to_do(page: AppTest, home: Path) -> None:
    Project.create("coils")
    assert "no images yet" in _open(page).info[0].value


def test_a_set_without_classes_asks_for_the_first_one(page: AppTest, project: Project) -> None:
    page = _open(page, set="second")
    assert "no classes yet" in page.info[0].value
    page.text_input(key="new-class-name").set_value("crack")
    page = _press(page, "Add class")
    assert [one.name for one in project.label_sets()] == ["labels", "second"]


def test_classes_are_shown_with_their_counts_and_the_rest_unlabeled(page: AppTest, project: Project) -> None:
    options = "\n".join(_open(page).radio[0].options)
    assert "Unlabeled :gray[18]" in options
    assert "ash :gray[6]" in options


def test_a_selection_is_relabeled_at_one_press(page: AppTest, project: Project) -> None:
    page = _open(page)
    ids = project.images()["id"].tolist()
    page.session_state["label-picked"] = (ids[0], ids[20])
    page.run()
    assert "Label **2 images** as" in _words(page)
    page.button(key="assign-2").click().run()
    assert not page.exception
    labels = project.label_sets()[0].labels
    assert [labels[ids[0]].class_name, labels[ids[20]].class_name] == ["rust", "rust"]
    assert page.session_state["label-picked"] == ()


def test_unlabeling_says_how_many_images_lose_their_label(page: AppTest, project: Project) -> None:
    page = _open(page)
    ids = project.images()["id"].tolist()
    page.session_state["label-picked"] = (ids[0], ids[20])
    page.run()
    page = _press(page, "Unlabel 1")
    assert ids[0] not in project.label_sets()[0].labels


def test_a_label_on_what_somebody_changed_meanwhile_is_refused_with_the_sentence(
    page: AppTest, project: Project
) -> None:
    page = _open(page)
    ids = project.images()["id"].tolist()
    page.session_state["label-picked"] = (ids[0],)
    page.run()
    Project.open("coils", user="ann").relabel([ids[0]], "rust")
    before = project.version()
    page.button(key="assign-1").click().run()
    assert project.version() == before
    assert "ann" in page.error[0].value
    assert page.session_state["label-picked"] == (ids[0],)


def test_a_class_is_renamed_in_place_and_keeps_its_images(page: AppTest, project: Project) -> None:
    page = _open(page, view="Classes")
    page.text_input(key="class-0-name").set_value("slag").run()
    assert not page.exception
    assert project.label_sets()[0].counts() == {"slag": 6, "rust": 6}


def test_a_name_that_another_class_has_is_refused_with_the_sentence(page: AppTest, project: Project) -> None:
    page = _open(page, view="Classes")
    page.text_input(key="class-0-name").set_value("rust").run()
    assert "has a class 'rust' already" in page.error[0].value.replace("\\", "")
    assert page.text_input(key="class-0-name").value == "ash"


def test_removing_a_class_says_how_many_labels_go(page: AppTest, project: Project) -> None:
    page = _open(page, view="Classes")
    next(one for one in page.button if one.label == "Remove, unlabel 6").click().run()
    assert project.label_sets()[0].counts() == {"rust": 6}


def test_history_tells_who_did_what(page: AppTest, project: Project) -> None:
    page = _open(page, view="History")
    assert "labeled 6 images as" in "".join(str(one.proto.body) for one in page.get("html"))


def test_the_labels_are_restored_to_a_step_and_undo_takes_that_back(page: AppTest, project: Project) -> None:
    page = _open(page, view="History")
    later = project.version()
    page.button(key=f"history-restore-{later - 1}").click().run()
    assert not page.exception
    assert project.label_sets()[0].counts() == {"ash": 6}
    assert "Went back to step" in _words(page).replace("\\", "")
    assert "not in effect" in "".join(str(one.proto.body) for one in page.get("html"))
    project.undo()
    assert project.label_sets()[0].counts() == {"ash": 6, "rust": 6}


def test_restoring_over_what_somebody_decided_meanwhile_is_refused(page: AppTest, project: Project) -> None:
    page = _open(page, view="History")
    Project.open("coils", user="ann").rename("0", "ash")
    before = project.version()
    page.button(key="history-restore-0").click().run()
    assert project.version() == before
    assert "ann renamed group" in page.error[0].value


def test_a_long_history_comes_in_pages(page: AppTest, project: Project) -> None:
    for number in range(25):
        project.rename("0", f"name {number}")
    page = _open(page, view="History")
    page.toggle[0].set_value(False).run()
    assert not page.exception
    assert len([one for one in page.get("html") if "gl-step" in one.proto.body and "style" not in one.proto.body]) == 20


def test_the_key_of_a_class_is_taken_away_and_given_back(page: AppTest, project: Project) -> None:
    page = _open(page, view="Classes")
    page.selectbox(key="class-0-key").set_value(None).run()
    assert not page.exception
    assert [one.key for one in project.label_sets()[0].classes] == [None, 2]
    page.selectbox(key="class-0-key").set_value(7).run()
    assert [one.key for one in project.label_sets()[0].classes] == [7, 2]


def test_freezing_makes_a_version_and_two_are_compared(page: AppTest, project: Project) -> None:
    project.freeze()
    project.relabel(project.images()["id"].tolist()[:2], "rust")
    page = _press(_open(page, view="Versions"), "Freeze 12 labels")
    assert [one.number for one in project.versions()] == [1, 2]
    assert "**2** moved to another class" in _words(page)


def test_an_export_is_previewed_and_written_and_its_manifest_shown(page: AppTest, project: Project) -> None:
    page = _worked(_press(_open(page, view="Export"), "Preview the splits"), project)
    assert page.dataframe[0].value["All"].tolist() == [6, 6, 12]
    page = _press(page, "Write the export")
    assert "waits for the worker" in _words(page)
    page = _worked(page, project)
    manifest = json.loads(
        (project.workspace.home / "exports" / "coils-labels-imagefolder" / "manifest.json").read_text()
    )
    assert manifest["counts"]["classes"] == {"ash": 6, "rust": 6}
    assert "12 images of 'labels' as imagefolder" in _words(page)


def test_a_download_is_packed_and_served_until_it_is_cleaned_away(page: AppTest, project: Project) -> None:
    page = _open(page, view="Export")
    page = page.button_group(key="export_way").set_value("A download").run()
    page = _worked(_press(page, "Prepare the download"), project)
    job = recent_jobs(project.workspace.database, project="coils")[0]
    assert any(f'href="/export/{job.id}"' in one.proto.body for one in page.get("html"))
    client = TestClient(Starlette(routes=routes()))
    answer = client.get(f"/export/{job.id}")
    assert answer.headers["content-disposition"] == 'attachment; filename="coils-labels-imagefolder.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("coils-labels-imagefolder/manifest.json"))
        assert len(archive.namelist()) == len(manifest["files"]) + 1
    clean_up(project.workspace, time.time() + 8 * 86_400)
    assert client.get(f"/export/{job.id}").status_code == 404
    assert "prepare it again" in _words(page.run())


@pytest.mark.parametrize("name", ["0", "99999", "-1", "1e3", "..", "%2e%2e%2fgroupline.db", "²"])
def test_what_is_no_download_is_not_found(project: Project, name: str) -> None:
    assert TestClient(Starlette(routes=routes())).get(f"/export/{name}").status_code == 404


def test_an_export_that_cannot_be_written_says_why_and_can_be_resumed(page: AppTest, project: Project) -> None:
    project.export("labels", "csv", project.workspace.home / "exports" / "coils-labels-imagefolder")
    page = _worked(_press(_open(page, view="Export"), "Write the export"), project)
    assert "holds an export already" in _words(page).replace("\\", "")
    assert [one.label for one in page.button if one.label == "Resume"] == ["Resume"]


def test_an_export_of_nothing_says_so(page: AppTest, project: Project) -> None:
    assert "nothing to export" in _open(page, view="Export", set="second").info[0].value


def test_labels_of_a_csv_are_read_in_one_step(page: AppTest, project: Project) -> None:
    names = project.images()["name"].tolist()
    page = _open(page, view="Import")
    page.file_uploader[0].upload("labels.csv", f"file,class\n{names[0]},rust\nnone.png,rust\n".encode()).run()
    page = _worked(_press(page, "Read the labels"), project)
    assert project.label_sets()[0].counts() == {"ash": 5, "rust": 7}
    assert "1 entry of the source gave no label" in _words(page)
