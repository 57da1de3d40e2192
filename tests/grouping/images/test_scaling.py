import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grouping.errors import UnreadableImageError
from grouping.images.scaling import deep_image, scale_to_bytes


@given(arrays.arrays(np.uint16, (7, 9)))
def test_scaling_keeps_the_order_of_grey_values(pixels: np.ndarray) -> None:
    scaled, _ = scale_to_bytes(pixels, 16)
    order = np.argsort(pixels, axis=None, kind="stable")
    assert (np.diff(scaled.ravel()[order].astype(int)) >= 0).all()


@given(arrays.arrays(np.float32, (5, 6), elements=st.floats(width=32)))
def test_any_floats_scale_or_are_refused(pixels: np.ndarray) -> None:
    try:
        scaled, _ = scale_to_bytes(pixels, 32)
    except UnreadableImageError:
        assert not np.isfinite(pixels).any()
    else:
        assert scaled.dtype == np.uint8


def test_one_hot_pixel_in_two_hundred_does_not_set_the_scale() -> None:
    pixels = np.linspace(1000, 2000, 10_000).astype(np.uint16).reshape(100, 100)
    hot = pixels.copy()
    hot[0, :20] = 65535
    plain, hot_scaled = scale_to_bytes(pixels, 16)[0], scale_to_bytes(hot, 16)[0]
    assert np.abs(plain[1:].astype(int) - hot_scaled[1:]).max() <= 1


@pytest.mark.parametrize(("value", "level"), [(0, 0), (65535, 255), (32768, 128)])
def test_a_constant_image_keeps_its_place_in_the_range(value: int, level: int) -> None:
    scaled, note = scale_to_bytes(np.full((4, 4), value, np.uint16), 16)
    assert (scaled == level).all()
    assert note.startswith("all 16-bit values are")


def test_a_constant_float_image_becomes_mid_grey() -> None:
    assert (scale_to_bytes(np.full((4, 4), 0.3, np.float32), 32)[0] == 128).all()


def test_a_mark_smaller_than_the_percentiles_stays_visible() -> None:
    pixels = np.full((100, 100), 500, np.uint16)
    pixels[0, 0] = 900
    assert scale_to_bytes(pixels, 16)[0][0, 0] == 255


def test_values_that_are_no_numbers_become_black_and_are_counted() -> None:
    pixels = np.arange(100, dtype=np.float32).reshape(10, 10)
    pixels[9, 9] = np.nan
    scaled, note = scale_to_bytes(pixels, 32)
    assert scaled[9, 9] == 0
    assert note.endswith("1 not finite")


def test_white_is_zero_where_the_file_says_so() -> None:
    pixels = np.arange(100, dtype=np.uint16).reshape(10, 10)
    plain, inverted = deep_image(pixels, 16)[0], deep_image(pixels, 16, inverted=True)[0]
    assert (np.asarray(plain) == 255 - np.asarray(inverted)).all()


def test_of_many_channels_the_first_is_shown() -> None:
    image, note = deep_image(np.arange(600, dtype=np.uint16).reshape(10, 10, 6), 16)
    assert image.mode == "L"
    assert "the first of 6 channels" in note
