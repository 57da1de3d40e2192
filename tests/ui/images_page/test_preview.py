from pathlib import Path

import pytest
from PIL import Image

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.images_page.preview import look
from ui.images_page.preview_view import headline
from ui.images_page.request import ImportRequest, guess_columns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three images in two folders, a text, a hidden file, and tables of near-labels."""
    base = tmp_path / "coils"
    for place, name in enumerate(["rust/a.png", "rust/b.png", "fine/c.png"]):
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), 40 * place).save(base / name)
    (base / "notes.txt").write_text("notes")
    (base / ".hidden.png").touch()
    (tmp_path / "labels.csv").write_text("Nummer;Datei;Klasse\n1;a.png;rust\n2;b.png;\n3;x.png;fine\n")
    return base


def test_a_look_counts_images_other_files_and_what_is_left_out(folder: Path) -> None:
    preview = look(ImportRequest(str(folder)))
    assert (preview.n_images, preview.n_others, len(preview.skipped)) == (3, 1, 1)
    assert preview.labels == ()
    assert headline(preview) == "3 images by name · 1 other file, taken if an image · 1 left out"


def test_near_labels_by_folder_are_counted(folder: Path) -> None:
    preview = look(ImportRequest(str(folder), "folder"))
    assert dict(preview.labels) == {"rust": 2, "fine": 1}
    assert ("rust/a.png", "rust") in preview.examples


def test_columns_are_guessed_where_names_or_contents_tell(folder: Path) -> None:
    columns = guess_columns(str(folder.parent / "labels.csv"))
    assert columns.names == ("Nummer", "Datei", "Klasse")
    assert (columns.file, columns.label) == ("", "")  # two columns may be the label
    (folder.parent / "plain.csv").write_text("ImageId,label\na.png,rust\n")
    columns = guess_columns(str(folder.parent / "plain.csv"))
    assert (columns.file, columns.label, columns.severstal) == ("ImageId", "label", False)


def test_near_labels_from_named_columns_and_what_does_not_fit(folder: Path) -> None:
    request = ImportRequest(str(folder), "csv", str(folder.parent / "labels.csv"), "Datei", "Klasse")
    preview = look(request)
    assert dict(preview.labels) == {"": 2, "rust": 1}
    assert preview.n_labeled == 1
    assert preview.remarks == ("1 rows name files that are not in the source",)


def test_the_table_of_the_steel_competition_has_a_choice_of_its_own(folder: Path) -> None:
    table = folder.parent / "train.csv"
    table.write_text("ImageId,ClassId,EncodedPixels\na.png,3,1 2\n")
    assert guess_columns(str(table)).severstal
    preview = look(ImportRequest(str(folder), "csv", str(table), by="class"))
    assert dict(preview.labels) == {"3": 1, "no defect": 2}


@pytest.mark.parametrize("labels_from", ["none", "folder", "csv"])
def test_the_job_gives_the_near_labels_that_the_preview_showed(home: Path, folder: Path, labels_from: str) -> None:
    table = str(folder.parent / "labels.csv")
    columns = {"csv": table, "file": "Datei", "label": "Klasse"} if labels_from == "csv" else {}
    request = ImportRequest(str(folder), labels_from, **columns)  # type: ignore[arg-type]
    project = Project.create("coils")
    project.import_images(**request.arguments())
    images = project.images()
    shown = dict(look(request).examples)
    assert dict(zip(images["name"], images["near_label"].fillna(""), strict=True)) == shown


def test_an_archive_is_looked_at_without_unpacking(folder: Path, tmp_path: Path) -> None:
    import shutil

    archive = shutil.make_archive(str(tmp_path / "coils"), "zip", folder)
    assert look(ImportRequest(archive, "folder")).n_images == 3


def test_a_source_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(GrouplineError, match="does not exist"):
        look(ImportRequest(str(tmp_path / "nowhere")))
