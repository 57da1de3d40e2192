"""What is read fast is what a plain reading of the tables gives."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sqlalchemy import select

from grouping.project import Project
from grouping.store.database import Database
from grouping.store.images import image_table
from grouping.store.models import ImagePathRow, ImageRow
from grouping.store.pictures import NONE, columns_of, picture_columns, read_picture_columns


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Project:
    """Twelve images in two folders, of which one lies in both and one carries a remark."""
    rng = np.random.default_rng(0)
    for number in range(12):
        folder = tmp_path / "source" / ("rust" if number % 3 else "ok")
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 256, (8, 10 + number), dtype=np.uint8)).save(folder / f"{number:02d}.png")
    copied = tmp_path / "source" / "rust" / "zz copy.png"
    copied.write_bytes((tmp_path / "source" / "ok" / "00.png").read_bytes())
    (tmp_path / "source" / "rust" / "01.png").rename(tmp_path / "source" / "rust" / "01.jpg")
    project = Project.create("coils")
    project.import_images(tmp_path / "source", near_labels="folder")
    return project


def _plainly(database: Database, project_id: int) -> pd.DataFrame:
    """Read the same table image by image through the mapped classes."""
    rows = []
    with database.read() as session:
        for image in session.scalars(select(ImageRow).where(ImageRow.project_id == project_id).order_by(ImageRow.id)):
            places = list(
                session.scalars(select(ImagePathRow).where(ImagePathRow.image_id == image.id).order_by(ImagePathRow.id))
            )
            facts = {name: value for name, value in vars(image).items() if name not in ("_sa_instance_state",)}
            rows.append({**facts, "uri": places[0].uri, "name": places[0].name, "n_paths": len(places)})
    return pd.DataFrame(rows)


def test_the_table_of_images_is_what_the_rows_say_one_by_one(project: Project) -> None:
    table = image_table(project.workspace.database, project.id)
    plain = _plainly(project.workspace.database, project.id)[list(table.columns)]
    pd.testing.assert_frame_equal(table, plain, check_dtype=False)
    assert table["n_paths"].tolist().count(2) == 1
    assert sum(bool(notes) for notes in table["notes"]) == 1
    assert str(table["added_at"].dt.tz) == "UTC"


def test_some_images_alone_are_the_same_rows(project: Project) -> None:
    table = image_table(project.workspace.database, project.id)
    ids = table["id"].tolist()
    some = image_table(project.workspace.database, project.id, only=[ids[7], ids[2], 999_999])
    pd.testing.assert_frame_equal(some, table.iloc[[2, 7]].reset_index(drop=True), check_dtype=False)
    assert image_table(project.workspace.database, project.id, only=[]).empty


def test_the_columns_for_galleries_agree_with_the_table(project: Project) -> None:
    table, found = project.images(), project.picture_columns()
    assert found.ids.tolist() == table["id"].tolist()
    assert [found.checksum(row) for row in range(12)] == table["sha256"].tolist()
    assert list(found.names) == table["name"].tolist()
    assert (found.widths.tolist(), found.heights.tolist()) == (table["width"].tolist(), table["height"].tolist())
    near = [None if code == NONE else found.near_names[code] for code in found.near_codes]
    assert near == [None if pd.isna(label) else label for label in table["near_label"]]
    assert NONE in found.near_codes, "the image that lies in both folders has no near-label"
    assert found.aspect(np.arange(12)) == pytest.approx((table["width"] / table["height"]).median())


def test_they_are_read_once_until_an_import_changes_them(project: Project, tmp_path: Path) -> None:
    before = project.picture_columns()
    assert project.picture_columns() is before
    (tmp_path / "labels.csv").write_text("name,label\n02.png,scale\n", encoding="utf-8")
    project.import_images(tmp_path / "source", near_labels=str(tmp_path / "labels.csv"))
    after = project.picture_columns()
    assert len(after.ids) == 12
    assert "scale" in after.near_names, "an import that brings no image but a near-label counts too"


def test_a_project_without_images_has_empty_columns(home: Path) -> None:
    project = Project.create("empty")
    found = picture_columns(project.workspace.database, project.id)
    assert found.ids.shape == (0,)
    assert found.digests.shape == (0, 32)
    assert found.rows([1, 2]).tolist() == []
    assert found.aspect(found.ids) == 1
    assert image_table(project.workspace.database, project.id).empty
    assert (
        read_picture_columns(project.workspace.database, project.id).names == columns_of([], [], [], [], [], []).names
    )
