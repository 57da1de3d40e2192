from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from grouping.encoders.catalogue import card
from grouping.encoders.preprocess import MAX_TILES, PREPROCESSINGS, grid, preprocess, tile_starts
from grouping.errors import GrouplineError, UnknownNameError

LITE = card("efficientnet_lite0")


def strip(width=1600, height=256, mode="RGB"):
    ramp = np.tile(np.linspace(0, 255, width, dtype=np.uint8), (height, 1))
    return Image.fromarray(ramp).convert(mode)


@pytest.mark.parametrize(
    ("how", "shape"),
    [
        ("stretch", (1, 224, 224, 3)),
        ("letterbox", (1, 224, 224, 3)),
        ("tiles", (8, 224, 224, 3)),
        ("native", (1, 224, 1400, 3)),
    ],
)
def test_a_256x1600_strip_becomes(how, shape):
    views = preprocess(strip(), LITE, how)
    assert (views.shape, views.dtype) == (shape, np.uint8)


def test_an_upright_strip_gives_the_same_tiles_turned():
    lying = preprocess(strip(), LITE, "tiles")
    standing = preprocess(strip().transpose(Image.Transpose.TRANSPOSE), LITE, "tiles")
    assert (standing == lying.transpose(0, 2, 1, 3)).all()


@settings(max_examples=60, deadline=None)
@given(width=st.integers(1, 400), height=st.integers(1, 400), how=st.sampled_from(PREPROCESSINGS))
def test_every_image_gives_views_of_the_asked_size(width, height, how):
    views = preprocess(strip(width, height), LITE, how, size=32)
    assert 1 <= len(views) <= MAX_TILES
    assert min(views.shape[1:3]) == 32
    assert how == "native" or views.shape[1:] == (32, 32, 3)
    assert max(views.shape[1:3]) <= 8 * 32


@given(short=st.integers(1, 500), aspect=st.floats(1, 40))
def test_tiles_cover_the_whole_length_and_overlap_by_a_quarter(short, aspect):
    long = int(short * aspect)
    starts = tile_starts(long, short)
    assert (starts[0], starts[-1]) == (0, long - short)
    assert all(b - a <= 0.75 * short + 1 for a, b in pairwise(starts))


def test_a_grey_image_gives_the_same_views_as_its_coloured_copy():
    for how in PREPROCESSINGS:
        assert (preprocess(strip(mode="L"), LITE, how) == preprocess(strip(mode="RGB"), LITE, how)).all()


def test_shrinking_is_antialiased():
    noise = np.random.default_rng(0).integers(0, 256, (2240, 2240), np.uint8)
    assert preprocess(Image.fromarray(noise), LITE).std() < 20  # picking single pixels would keep 74


def test_letterbox_pads_with_the_mean_colour_and_keeps_the_aspect():
    view = preprocess(Image.new("RGB", (400, 100), (10, 20, 30)), LITE, "letterbox")[0]
    assert (view == (10, 20, 30)).all()
    ramp = preprocess(strip(448, 112), LITE, "letterbox")[0]
    assert (ramp[:84] == ramp[0, 0]).all()
    assert ramp[84].std() > 50


def test_an_unknown_way_is_refused_by_name():
    with pytest.raises(UnknownNameError, match=r"'crop'.*stretch, letterbox, tiles, grid, native"):
        preprocess(strip(), LITE, "crop")


def test_an_encoder_that_is_not_loaded_says_that_its_size_is_unknown():
    with pytest.raises(GrouplineError, match="once it is loaded"):
        preprocess(strip(), card("timm:convnext_tiny"))


@pytest.mark.parametrize(
    ("width", "height", "rows"), [(128, 128, 4), (1600, 256, 26), (256, 1600, 26), (9000, 100, 64)]
)
def test_a_grid_covers_the_image_and_stays_bounded(width, height, rows):
    assert grid(Image.new("L", (width, height)), LITE.format, 32).shape == (rows, 32, 32, 3)


def test_the_squares_of_a_grid_are_cut_from_all_four_corners():
    image = Image.new("L", (90, 90))
    for place, grey in {(0, 0): 50, (60, 0): 100, (0, 60): 150, (60, 60): 200}.items():
        image.paste(grey, (*place, place[0] + 30, place[1] + 30))
    views = grid(image, LITE.format, 60)
    corners = [(0, 0), (0, -1), (-1, 0), (-1, -1)]
    assert [int(view[corner][0]) for view, corner in zip(views, corners, strict=True)] == [50, 100, 150, 200]
