import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from grouping.images.thumbnails import LONGEST, thumbnail, thumbnail_size


def test_a_strip_keeps_its_aspect() -> None:
    small = Image.open(io.BytesIO(thumbnail(Image.new("L", (1600, 256), 90))))
    assert (small.format, small.size) == ("WEBP", (384, 61))


def test_a_small_image_is_not_enlarged() -> None:
    assert Image.open(io.BytesIO(thumbnail(Image.new("RGB", (128, 100))))).size == (128, 100)


def test_the_same_image_gives_the_same_bytes(steel: np.ndarray) -> None:
    assert thumbnail(Image.fromarray(steel)) == thumbnail(Image.fromarray(steel))


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_sides_are_within_half_a_pixel_of_the_aspect(width: int, height: int) -> None:
    small = thumbnail_size(width, height)
    scale = min(1, LONGEST / max(width, height))
    assert max(small) <= LONGEST
    assert all(abs(side - max(1, whole * scale)) <= 0.5 for side, whole in zip(small, (width, height), strict=True))
