import json
import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from grouping.jobs.records import recent_jobs
from grouping.project import Project
from grouping.steps.keep_uploads import Batch, Kept, Owner, new_batch, source_of
from ui.images_page.batch import Uploaded
from ui.images_page.upload_view import words


@pytest.fixture
def project(home: Path) -> Project:
    return Project.create("coils")


@pytest.fixture
def images(repository: Path, project: Project) -> AppTest:
    main = AppTest.from_file(str(repository / "ui" / "main.py"), default_timeout=20)
    page = main.run().switch_page("../pages/images.py").run()
    return page.button_group[0].set_value("Upload from this computer").run()


def _batch(project: Project, files: dict[str, bytes], user: str = "") -> str:
    """Send files as the route does."""
    token = new_batch(project.workspace, Owner(project.name, user or project.user))
    batch = Batch(project.workspace.upload(token), 10**9, 10**9)
    for name, data in files.items():
        kept = Kept(name, len(data), 1_700_000_000_000)
        path = batch.expect(kept)
        assert path is not None
        path.write_bytes(data)
        batch.keep(kept, path)
        batch.forget(kept)
    return token


def _words(page: AppTest) -> str:
    return "\n".join(str(one.value) for one in [*page.markdown, *page.caption, *page.info])


def _labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_with_nothing_uploaded_there_is_nothing_to_import(images: AppTest, project: Project) -> None:
    assert not images.exception
    assert "Look at it first" not in _labels(images)
    (folder,) = (project.workspace.home / "uploads").iterdir()
    assert json.loads((folder / "owner.json").read_text()) == {"project": "coils", "user": project.user}


def test_what_is_here_is_looked_at_and_imported_once_with_near_labels_of_its_table(
    images: AppTest, project: Project
) -> None:
    table = b"file,label\na.png,good\nb.png,bad\n"
    token = _batch(project, {"x/a.png": b"1", "x/b.png": b"2", "x/labels.csv": table})
    images.session_state[f"upload-batch-{project.id}"] = token
    page = images.run()
    assert "3 files here" in _words(page)
    page = page.radio[0].set_value("csv").run()
    page = next(one for one in page.button if one.label == "Look at it first").click().run()
    assert "2 would get a near-label" in _words(page)
    page = next(one for one in page.button if one.label.startswith("Import 2 images")).click().run()
    assert not page.exception
    (job,) = recent_jobs(project.workspace.database)
    assert job.arguments["source"] == source_of(project.workspace, token)
    assert job.arguments["copy"] is True
    assert job.arguments["near_labels"]["label"] == "label"
    assert page.session_state[f"upload-batch-{project.id}"] != token
    assert "3 files here" not in _words(page)


def test_while_files_are_on_their_way_half_of_them_are_not_offered(images: AppTest, project: Project) -> None:
    token = _batch(project, {"a.png": b"1"})
    images.session_state[f"upload-batch-{project.id}"] = token
    images.session_state["upload-sending"] = token
    assert "Look at it first" not in _labels(images.run())


def test_the_upload_of_another_person_or_project_is_never_taken_over(images: AppTest, project: Project) -> None:
    other = Project.create("plates")
    for token in _batch(project, {"a.png": b"1"}, user="somebody else"), _batch(other, {"a.png": b"1"}), "..":
        images.session_state[f"upload-batch-{project.id}"] = token
        page = images.run()
        assert not page.exception
        assert "files here" not in _words(page)
        assert page.session_state[f"upload-batch-{project.id}"] != token


def test_what_was_uploaded_can_be_discarded(images: AppTest, project: Project) -> None:
    token = _batch(project, {"a.png": b"1"})
    images.session_state[f"upload-batch-{project.id}"] = token
    page = images.run()
    page = page.button(key="upload-discard").click().run()
    assert not page.exception
    assert not os.path.lexists(project.workspace.upload(token))


def test_archives_among_the_files_are_told() -> None:
    here = Uploaded("0" * 32, (Kept("a.zip", 1_500_000, 0), Kept("b.png", 500_000, 0)))
    assert words(here) == "2 files here (2.0 MB, 1 archive among them), not imported yet"
