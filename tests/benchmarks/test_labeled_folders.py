from pathlib import Path

import pytest
from PIL import Image

from benchmarks.labeled_folders import elpv, truth_of, write_near_labels
from grouping import Project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty different grey images in two folders."""
    for number in range(20):
        target = tmp_path / "pictures" / ("light" if number >= 10 else "dark") / f"{number % 10}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (8, 8), 10 * number).save(target)
    return tmp_path / "pictures"


def test_near_labels_are_the_true_classes_of_a_share_of_the_images(home: Path, folder: Path, tmp_path: Path) -> None:
    table = write_near_labels(folder, tmp_path / "near.csv", 0.5, seed=1)
    project = Project.create("plates", home=home)
    project.import_images(folder, str(table))
    images, truth = project.images().dropna(subset=["near_label"]), truth_of(project)
    known = dict(zip(images["id"], images["near_label"], strict=True))
    assert 0 < len(known) < 20
    assert all(truth[i] == label for i, label in known.items())


def test_the_solar_cells_that_experts_agree_on_are_written_by_class(tmp_path: Path) -> None:
    pytest.importorskip("elpv_dataset", reason="the solar cells need the package elpv-dataset")
    folder = elpv(tmp_path / "cells")
    assert {path.name: len(list(path.iterdir())) for path in folder.iterdir()} == {"good": 1508, "defective": 715}
