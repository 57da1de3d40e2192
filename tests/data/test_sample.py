import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.defects import KINDS
from data.sample import draw_sample


def _hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def small_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_sample(tmp_path_factory.mktemp("drawn") / "sample", n_images=30, seed=7)


def test_the_same_seed_gives_the_same_bytes(small_sample: Path, tmp_path: Path) -> None:
    assert _hashes(draw_sample(tmp_path / "again", n_images=30, seed=7)) == _hashes(small_sample)


def test_another_seed_gives_other_images(small_sample: Path, tmp_path: Path) -> None:
    other = _hashes(draw_sample(tmp_path / "other", n_images=30, seed=8))
    assert not set(other.values()) & set(_hashes(small_sample).values())


def test_every_image_is_a_grey_strip_that_is_neither_black_nor_blown_out(small_sample: Path) -> None:
    for path in small_sample.glob("*.jpg"):
        with Image.open(path) as image:
            assert (image.mode, image.size) == ("L", (1600, 256))
            assert 20 < np.asarray(image).mean() < 220


def test_no_two_images_are_the_same(small_sample: Path) -> None:
    hashes = [value for name, value in _hashes(small_sample).items() if name.endswith(".jpg")]
    assert len(set(hashes)) == 30


def test_every_kind_is_there_and_the_rarest_is_several_times_rarer_than_plain(small_sample: Path) -> None:
    counts = Counter(row["kind"] for row in _rows(small_sample / "truth.csv"))
    assert set(counts) == set(KINDS)
    assert sum(counts.values()) == 30
    assert counts["plain"] >= 3 * counts["edge_cracks"]


def test_the_order_of_the_files_does_not_give_the_kind_away(small_sample: Path) -> None:
    kinds = [row["kind"] for row in _rows(small_sample / "truth.csv")]
    assert kinds != sorted(kinds, key=list(KINDS).index)


def test_near_labels_cover_half_of_the_images_and_agree_with_the_truth(small_sample: Path) -> None:
    truth = {row["file"]: row["kind"] for row in _rows(small_sample / "truth.csv")}
    near = _rows(small_sample / "near_labels.csv")
    assert len(near) == 15
    assert all((row["label"] == "good") == (truth[row["file"]] == "plain") for row in near)


def test_a_sample_that_lies_there_is_not_drawn_again(small_sample: Path) -> None:
    before = (small_sample / "strip_0001.jpg").stat().st_mtime_ns
    assert draw_sample(small_sample, n_images=30, seed=99) == small_sample
    assert (small_sample / "strip_0001.jpg").stat().st_mtime_ns == before


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"mine")
    with pytest.raises(FileExistsError, match="other files"):
        draw_sample(tmp_path, n_images=5)
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.jpg"]


def test_a_drawing_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    with pytest.raises(ValueError, match="at least 5 images"):
        draw_sample(folder, n_images=4)
    with pytest.raises(ValueError, match="non-negative"):
        draw_sample(folder, n_images=5, seed=-1)
    assert not list(tmp_path.iterdir())


def test_progress_is_told_image_by_image(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    draw_sample(tmp_path / "sample", n_images=5, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_the_generator_runs_as_a_program(repository: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.sample", str(tmp_path / "drawn"), "--images", "5", "--seed", "3"]
    done = subprocess.run(command, cwd=repository, env=os.environ, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "drawn")
    assert len(list((tmp_path / "drawn").glob("*.jpg"))) == 5
