import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image, ImageFilter

from grouping.images.health import flags, measure, modified_z, summary


def table_of(images: list[Image.Image]) -> pd.DataFrame:
    return pd.DataFrame([dataclasses.asdict(measure(image)) for image in images])


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12))))
def test_measures_stay_in_their_ranges_and_agree_with_numpy(pixels: np.ndarray) -> None:
    health = measure(Image.fromarray(pixels))
    assert health.brightness == pytest.approx(pixels.mean() / 255)
    assert health.contrast == pytest.approx(pixels.std() / 255, abs=1e-9)
    assert 0 <= health.sharpness <= 16
    assert health.dark_share == pytest.approx((pixels <= 5).mean())
    assert health.bright_share == pytest.approx((pixels >= 250).mean())


@given(arrays.arrays(np.uint8, (8, 9)))
def test_turning_an_image_does_not_change_its_health(pixels: np.ndarray) -> None:
    turned = dataclasses.astuple(measure(Image.fromarray(np.rot90(pixels).copy())))
    assert turned == pytest.approx(dataclasses.astuple(measure(Image.fromarray(pixels))))


def test_the_sharpest_image_there_is_scores_near_sixteen() -> None:
    board = (np.indices((50, 50)).sum(axis=0) % 2 * 255).astype(np.uint8)
    assert measure(Image.fromarray(board)).sharpness == pytest.approx(16, rel=0.01)


def test_colour_and_grey_of_one_picture_have_the_same_health(steel: np.ndarray) -> None:
    image = Image.fromarray(steel)
    assert measure(image.convert("RGB")) == measure(image)


def test_absolute_flags_need_no_other_images() -> None:
    black, white, grey = (Image.new("L", (20, 20), level) for level in (0, 255, 90))
    nearly_white = Image.new("L", (20, 20), 255)
    nearly_white.putpixel((3, 3), 0)
    assert flags(table_of([black, white, grey, nearly_white])) == [
        ("constant", "black"),
        ("constant", "blown out"),
        ("constant",),
        ("blown out",),
    ]


def test_outliers_of_a_batch_are_flagged_and_the_rest_is_not(steel: np.ndarray) -> None:
    rng = np.random.default_rng(1)
    batch = [Image.fromarray(np.clip(steel + rng.normal(0, 4, steel.shape), 0, 255).astype("u1")) for _ in range(20)]
    blurred = batch[0].filter(ImageFilter.GaussianBlur(3))
    dark = batch[1].point(lambda value: value // 4)
    marked = flags(table_of([*batch, blurred, dark, Image.new("L", (9, 9))]))
    assert marked[:20] == [()] * 20
    assert "blurred" in marked[20]
    assert {"dark", "low contrast"} <= set(marked[21])
    assert marked[22] == ("constant", "black")


def test_few_images_have_no_outliers_and_none_have_no_flags(steel: np.ndarray) -> None:
    batch = [Image.fromarray(steel), Image.fromarray(steel // 8)]
    assert flags(table_of(batch)) == [(), ()]
    assert flags(table_of(batch)[:0]) == []


def test_equal_values_have_no_outliers_and_mostly_equal_ones_do() -> None:
    assert not modified_z(np.ones(10)).any()
    assert modified_z(np.array([1.0] * 20 + [9.0]))[-1] > 3.5


def test_real_blur_is_found_and_real_steel_is_not_called_blurred(xsdd: Path) -> None:
    images = [Image.open(path).convert("L") for path in sorted(xsdd.glob("*/*.jpg"))[::10]]
    blurred = [image.filter(ImageFilter.GaussianBlur(2)) for image in images[:5]]
    marks = ["blurred" in row for row in flags(table_of(images + blurred))]
    assert not any(marks[: len(images)])
    assert all(marks[len(images) :])


def test_the_summary_counts_everything_and_is_plain_json(steel: np.ndarray) -> None:
    table = table_of([Image.fromarray(steel)] * 2)
    table = table.assign(width=[100, 80], height=40, size_bytes=10, mode="grey 8-bit", format=["PNG", "JPEG"])
    told = json.loads(json.dumps(summary(table)))
    assert told["images"] == 2
    assert told["bytes"] == 20
    assert told["sizes"] == {"100x40": 1, "80x40": 1}
    assert told["modes"] == {"grey 8-bit": 2}
    assert told["quantiles"]["width"]["50%"] == 90
    assert summary(table[:0])["images"] == 0
