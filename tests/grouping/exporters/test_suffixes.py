import io

import pytest
from PIL import Image

from grouping.exporters.suffixes import suffix_of


@pytest.mark.parametrize(
    ("format", "suffix"),
    [
        ("PNG", ".png"),
        ("JPEG", ".jpg"),
        ("TIFF", ".tif"),
        ("BMP", ".bmp"),
        ("WEBP", ".webp"),
        ("GIF", ".gif"),
        ("PPM", ".ppm"),
    ],
)
def test_a_file_without_an_ending_gets_that_of_its_content(format: str, suffix: str) -> None:
    file = io.BytesIO()
    Image.new("L", (4, 4)).save(file, format)
    assert suffix_of("frame_0001.0", file.getvalue()) == suffix


def test_usual_endings_stay_and_rare_ones_become_usual() -> None:
    assert [suffix_of(f"a{end}", b"") for end in (".JPG", ".jpeg", ".JFIF", ".pbm")] == [
        ".jpg",
        ".jpeg",
        ".jpg",
        ".ppm",
    ]


def test_what_is_no_image_has_no_ending() -> None:
    assert suffix_of("notes.txt", b"shift 2") == ""
