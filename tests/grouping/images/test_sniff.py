import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.images.sniff import extension_note, image_format, looks_like_image, why_not_an_image


@pytest.mark.parametrize(
    ("head", "format"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        (b"BM" + bytes(12) + b"\x28\0\0\0", "BMP"),
        (b"P5\n# a camera wrote this\n640 480\n255\n", "PNM"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"MM\0*\0\0\0\x08", "TIFF"),
        (b"BMW is a car maker, not a bitmap", None),
        (b"P5 is a paper size for some", None),
        (b"", None),
    ],
)
def test_the_content_tells_the_format(head: bytes, format: str | None) -> None:
    assert image_format(head) == format
    assert looks_like_image(head) == (format is not None)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (b"", "is empty (0 bytes)"),
        ("Prüfbericht\n".encode(), "is text, not an image"),
        (b"%PDF-1.7\n", "is a PDF document, not an image"),
        (b"<!DOCTYPE html><p>Not found", "is a web page, not an image"),
        (b"PK\x03\x04", "is an archive, not an image"),
        (b"\0\0\0\x18ftypmp42", "is a video, not an image"),
        (b"\0\0\0\x18ftypheic", "is a HEIC image, which is not read here; convert it to PNG or TIFF"),
        (b"\x01\x02\x03\x04\xff\0\x80", "is not in a known image format (its first bytes are 01 02 03 04)"),
    ],
)
def test_what_is_no_image_is_called_by_its_name(head: bytes, reason: str) -> None:
    assert why_not_an_image(head) == reason


@given(st.binary(max_size=512))
def test_any_bytes_get_an_answer(head: bytes) -> None:
    assert why_not_an_image(head).startswith("is ")
    assert looks_like_image(head) in (True, False)


def test_a_wrong_ending_is_noted_and_a_right_or_missing_one_is_not() -> None:
    assert extension_note("a/x.jpg", "PNG") == "is PNG under the name x.jpg"
    assert extension_note("x.JPEG", "JPEG") is None
    assert extension_note("x.ppm", "PGM") is None
    assert extension_note("frame.0001", "PNG") is None
