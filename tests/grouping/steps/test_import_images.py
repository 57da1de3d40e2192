import zipfile
from pathlib import Path

import pytest
from PIL import Image

from grouping import Project
from grouping.errors import CancelledError, GrouplineError
from grouping.images.near_labels import CsvNearLabels
from grouping.store.images import duplicate_paths, imports, problems
from grouping.store.workspace import Workspace


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return Project.create("plates", home=workspace.home)


def test_each_picture_is_taken_once_and_every_file_is_accounted_for(project: Project, picture_folder: Path) -> None:
    report = project.import_images(picture_folder)
    assert len(project.images()) == 12
    assert report.counts() == {
        "added": 12, "duplicates": 2, "unchanged": 0, "replaced": 0, "rejected": 1, "ignored": 1, "skipped": 0,
        "notes": 0, "conflicts": 0,
    }  # fmt: skip
    assert [kind for kind, _, _ in problems(project.workspace.database, project.id)] == ["ignored", "rejected"]


def test_exact_duplicates_keep_every_path(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    places = duplicate_paths(project.workspace.database, project.id)
    assert sorted(Path(place).name for several in places.values() for place in several) == [
        "copy.png", "copy.png", "dark0.png", "light0.png",
    ]  # fmt: skip


def test_a_second_import_adds_only_what_is_new(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    before = project.images()
    Image.new("RGB", (30, 20), "red").save(picture_folder / "new.png")
    report = project.import_images(picture_folder)
    assert (report.counts()["added"], report.counts()["unchanged"]) == (1, 14)
    assert project.images().iloc[:12].equals(before)


def test_a_file_that_was_mended_leaves_the_list_of_problems(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    Image.new("L", (8, 8), 9).save(picture_folder / "light" / "broken.png")
    project.import_images(picture_folder)
    assert [kind for kind, _, _ in problems(project.workspace.database, project.id)] == ["ignored"]


def test_a_file_that_holds_another_picture_now_is_said_to_be_replaced(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    changed = picture_folder / "dark" / "dark3.png"
    Image.new("L", (8, 8), 9).save(changed)
    report = project.import_images(picture_folder)
    assert report.replaced == [str(changed)]
    assert report.counts()["added"] == 0
    assert len(project.images()) == 13


def test_folder_names_become_near_labels(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder, near_labels="folder")
    assert project.images()["near_label"].value_counts().to_dict() == {"light": 6, "dark": 6}


def test_duplicates_with_different_near_labels_leave_the_image_without_one(
    project: Project, picture_folder: Path
) -> None:
    (picture_folder / "dark" / "stray.png").write_bytes((picture_folder / "light" / "light2.png").read_bytes())
    report = project.import_images(picture_folder, near_labels="folder")
    assert [labels for _, labels in report.conflicts] == [("dark", "light")]
    assert project.images()["near_label"].isna().sum() == 1


def test_near_labels_can_come_later_from_a_csv_and_keep_the_images(
    project: Project, picture_folder: Path, tmp_path: Path
) -> None:
    project.import_images(picture_folder)
    table = tmp_path / "labels.csv"
    table.write_text("picture;kind\nlight1.png;good\ndark1.png;bad\nnowhere.png;bad\n")
    report = project.import_images(picture_folder, near_labels=CsvNearLabels(str(table), "picture", "kind"))
    assert report.counts()["unchanged"] == 14
    assert sorted(project.images()["near_label"].dropna()) == ["bad", "good"]
    assert report.near_labels is not None
    assert "nowhere.png" in str(report.near_labels)


def test_an_archive_is_copied_into_the_workspace(project: Project, picture_folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "pictures.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(picture_folder.rglob("*.png")):
            file.write(path, path.relative_to(picture_folder))
    project.import_images(archive)
    archive.unlink()
    stored = project.images()["stored_uri"]
    assert len(stored) == 12
    assert all(Path(str(uri)).is_file() for uri in stored)


def test_images_stay_where_they_lie_unless_a_copy_is_asked_for(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder / "light")
    assert project.images()["stored_uri"].isna().all()
    project.import_images(picture_folder / "dark", copy=True)
    assert project.images()["stored_uri"].notna().sum() == 6


def test_a_thumbnail_lies_ready_for_each_image(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    for thumbnail in project.images()["thumbnail"]:
        with Image.open(thumbnail) as image:
            assert image.format == "WEBP"


def test_a_cancelled_import_keeps_what_was_taken_and_is_listed_as_unfinished(
    project: Project, picture_folder: Path
) -> None:
    def stop(done: int, total: int | None, message: str = "") -> None:
        if done:
            raise CancelledError("enough")

    with pytest.raises(CancelledError):
        project.import_images(picture_folder, progress=stop)
    assert len(project.images()) == 12
    assert project.health()["unfinished_imports"] == [str(picture_folder)]


def test_a_finished_import_leaves_its_counts(project: Project, picture_folder: Path) -> None:
    project.import_images(picture_folder)
    (record,) = imports(project.workspace.database, project.id)
    assert record["finished_at"] is not None
    assert record["counts"]["counts"]["added"] == 12


def test_a_source_that_does_not_exist_is_an_error_that_says_so(project: Project, tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match="does not exist"):
        project.import_images(tmp_path / "nowhere")


def test_the_health_report_lists_flags_duplicates_and_problems(project: Project, picture_folder: Path) -> None:
    Image.new("L", (40, 60), 0).save(picture_folder / "black.png")
    project.import_images(picture_folder, near_labels="folder")
    report = project.health()
    assert report["summary"]["images"] == 13
    assert [row["flags"] for row in report["flagged"]] == [["constant", "black"]]
    assert len(report["duplicates"]) == 2
    assert {row["kind"] for row in report["problems"]} == {"ignored", "rejected"}
    assert report["near_labels"] == {"light": 6, "dark": 6, "": 1}
