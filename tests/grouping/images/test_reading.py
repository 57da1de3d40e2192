import warnings
from collections.abc import Callable

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from grouping.errors import UnreadableImageError
from grouping.images.reading import Decoded, decode

Encode = Callable[..., bytes]
MAX = 1_000_000
RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 255, (40, 60), np.uint8)
COLOUR = RNG.integers(0, 255, (40, 60, 3), np.uint8)
ALPHA = RNG.integers(0, 255, (40, 60, 4), np.uint8)
GREY16, COLOUR16, ALPHA16 = (part.astype(np.uint16) * 200 + 7 for part in (GREY, COLOUR, ALPHA))
PALETTE = Image.fromarray(COLOUR).quantize(16)
RGB_ALPHA = {"photometric": "rgb", "extrasamples": ["unassalpha"]}

FILES: list[tuple[str, str, int, str, Callable[[Encode], bytes]]] = [
    ("grey 8-bit", "JPEG", 8, "L", lambda e: e(GREY, "JPEG")),
    ("colour 8-bit", "JPEG", 8, "RGB", lambda e: e(COLOUR, "JPEG", progressive=True)),
    ("CMYK 8-bit", "JPEG", 8, "RGB", lambda e: e(Image.fromarray(COLOUR).convert("CMYK"), "JPEG")),
    ("grey 8-bit", "PNG", 8, "L", lambda e: e(GREY)),
    ("colour+alpha 8-bit", "PNG", 8, "RGB", lambda e: e(ALPHA)),
    ("grey 16-bit", "PNG", 16, "L", lambda e: imagecodecs.png_encode(GREY16)),
    ("colour 16-bit", "PNG", 16, "RGB", lambda e: imagecodecs.png_encode(COLOUR16)),
    ("colour+alpha 16-bit", "PNG", 16, "RGB", lambda e: imagecodecs.png_encode(ALPHA16)),
    ("colour 8-bit", "BMP", 8, "RGB", lambda e: e(COLOUR, "BMP")),
    ("colour 8-bit", "WebP", 8, "RGB", lambda e: e(COLOUR, "WEBP")),
    ("colour+alpha 8-bit", "WebP", 8, "RGB", lambda e: e(ALPHA, "WEBP")),
    ("grey 8-bit", "PGM", 8, "L", lambda e: e(GREY, "PPM")),
    ("colour 8-bit", "PPM", 8, "RGB", lambda e: e(COLOUR, "PPM")),
    ("grey 16-bit", "PGM", 16, "L", lambda e: b"P5\n# x\n60 40\n65535\n" + GREY16.astype(">u2").tobytes()),
    ("colour 12-bit", "PPM", 12, "RGB", lambda e: b"P6 60 40 4095\n" + (COLOUR16 % 4096).astype(">u2").tobytes()),
    ("grey 16-bit", "PGM", 16, "L", lambda e: b"P2 60 40 60000\n" + b" ".join(b"%d" % v for v in GREY16.flat)),
    ("grey 8-bit", "TIFF", 8, "L", lambda e: e(GREY, "deep TIFF", tile=(16, 16), compression="zlib")),
    ("colour 8-bit", "TIFF", 8, "RGB", lambda e: e(COLOUR, "deep TIFF", photometric="rgb", compression="lzw")),
    ("colour+alpha 8-bit", "TIFF", 8, "RGB", lambda e: e(ALPHA, "deep TIFF", **RGB_ALPHA)),
    ("grey 16-bit", "TIFF", 16, "L", lambda e: e(GREY16, "deep TIFF", tile=(16, 16), compression="lzw")),
    ("colour 16-bit", "TIFF", 16, "RGB", lambda e: e(COLOUR16, "deep TIFF", photometric="rgb")),
    ("colour+alpha 16-bit", "TIFF", 16, "RGB", lambda e: e(ALPHA16, "deep TIFF", **RGB_ALPHA)),
    ("grey 32-bit float", "TIFF", 32, "L", lambda e: e(GREY16.astype(np.float32), "deep TIFF")),
    ("colour 32-bit float", "TIFF", 32, "RGB", lambda e: e(COLOUR16.astype("f4"), "deep TIFF", photometric="rgb")),
]


@pytest.mark.parametrize(("mode", "format", "bits", "result", "build"), FILES, ids=[f"{f[1]} {f[0]}" for f in FILES])
def test_every_format_and_depth_is_read(
    mode: str, format: str, bits: int, result: str, build: Callable[[Encode], bytes], encode: Encode
) -> None:
    data = build(encode)
    decoded = decode(data, max_pixels=MAX)
    assert (decoded.mode, decoded.format, decoded.bits) == (mode, format, bits)
    assert (decoded.image.mode, decoded.image.size) == (result, (60, 40)) == (result, (decoded.width, decoded.height))


def test_palette_images_become_colour(encode: Encode) -> None:

    for format in ("PNG", "TIFF", "GIF"):
        decoded = decode(encode(PALETTE, format), max_pixels=MAX)
        assert decoded.mode == "palette"
        assert (np.asarray(decoded.image) == np.asarray(PALETTE.convert("RGB"))).all()


def test_deep_files_of_all_formats_give_the_same_picture(encode: Encode) -> None:
    files = [
        imagecodecs.png_encode(GREY16),
        b"P5 60 40 65535\n" + GREY16.astype(">u2").tobytes(),
        encode(GREY16, "deep TIFF"),
        encode(GREY16, "deep TIFF", tile=(16, 16), compression="lzw"),
        encode(GREY16.astype(np.float32), "deep TIFF"),
    ]
    first, *others = [np.asarray(decode(data, max_pixels=MAX).image) for data in files]
    assert all((first == other).all() for other in others)
    assert first.min() == 0
    assert first.max() == 255


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied_alike_in_all_formats(orientation: int, encode: Encode) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = decode(encode(COLOUR, "PNG", exif=exif), max_pixels=MAX)
    assert upright.image.size == ((60, 40) if orientation < 5 else (40, 60))
    turned = [
        decode(encode(COLOUR, "TIFF", exif=exif), max_pixels=MAX),
        decode(encode(COLOUR, "WEBP", exif=exif, lossless=True), max_pixels=MAX),
    ]
    assert all((np.asarray(upright.image) == np.asarray(each.image)).all() for each in turned)
    notes = {each.notes for each in (upright, *turned)}
    assert notes == ({()} if orientation == 1 else {("turned upright as its EXIF orientation says",)})


def test_damaged_metadata_does_not_cost_the_picture(encode: Encode) -> None:
    decoded = decode(encode(GREY, "JPEG", exif=b"Exif\0\0garbage, not EXIF at all"), max_pixels=MAX)
    assert decoded.image.size == (60, 40)
    assert decoded.notes == ("its EXIF data is damaged and was not used",)


def test_a_deep_tiff_is_turned_upright_too(encode: Encode) -> None:
    decoded = decode(encode(GREY16, "deep TIFF", extratags=[(274, "H", 1, 6, True)]), max_pixels=MAX)
    plain = decode(encode(GREY16, "deep TIFF"), max_pixels=MAX)
    assert (np.asarray(decoded.image) == np.rot90(np.asarray(plain.image), -1)).all()


def test_transparent_parts_are_laid_on_white(encode: Encode) -> None:
    clear = np.zeros((4, 4, 4), np.uint8)
    clear[0, 0] = (10, 20, 30, 255)
    decoded = decode(encode(clear), max_pixels=MAX)
    assert decoded.image.getpixel((0, 0)) == (10, 20, 30)
    assert decoded.image.getpixel((1, 1)) == (255, 255, 255)
    assert decoded.notes == ("transparent parts laid on white",)


@pytest.mark.parametrize("pixels", [GREY, GREY16])
def test_of_several_pages_the_first_is_read_and_said_so(pixels: np.ndarray, encode: Encode) -> None:
    pages = np.stack([pixels, pixels[::-1], pixels])
    decoded = decode(encode(pages, "deep TIFF", photometric="minisblack"), max_pixels=MAX)
    alone = decode(encode(pixels, "deep TIFF"), max_pixels=MAX)
    assert decoded.frames == 3
    assert decoded.notes[-1] == "the first of 3 pages"
    assert (np.asarray(decoded.image) == np.asarray(alone.image)).all()


def test_size_is_checked_against_the_limit_that_is_asked_for(encode: Encode) -> None:
    for data in (encode(GREY), encode(GREY16, "deep TIFF"), encode(GREY, "PPM")):
        assert decode(data, max_pixels=2400).width == 60
        with pytest.raises(UnreadableImageError, match=r"has 2,400 pixels, more than the 2,399 allowed"):
            decode(data, max_pixels=2399)


def decodes_or_refuses(data: bytes) -> Decoded | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return decode(data, max_pixels=MAX)
        except UnreadableImageError:
            return None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_cut_anywhere_never_crashes(data: st.DataObject, encode: Encode) -> None:
    _, _, _, _, build = data.draw(st.sampled_from(FILES))
    whole = build(encode)
    decodes_or_refuses(whole[: data.draw(st.integers(0, len(whole)))])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_with_wrong_bytes_never_crashes(data: st.DataObject, encode: Encode) -> None:
    _, _, _, _, build = data.draw(st.sampled_from(FILES))
    damaged = bytearray(build(encode))
    for place in data.draw(st.lists(st.integers(0, min(len(damaged), 400) - 1), min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    decodes_or_refuses(bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"P5 9 9 "]), rest=st.binary())
def test_random_bytes_never_crash(start: bytes, rest: bytes) -> None:
    decodes_or_refuses(start + rest)
