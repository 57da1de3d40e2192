"""Readers for the files of which Pillow would lose bits: PNG and PNM over 8 bits, deep TIFF."""

import io
import logging
import re
from dataclasses import dataclass
from typing import Any

import imagecodecs
import numpy as np
import tifffile

from grouping.errors import UnreadableImageError
from grouping.images.damage import truncated
from grouping.types import Floats, Ints

# What tifffile logs of a damaged file it also raises, and what it only logs does not matter here.
logging.getLogger("tifffile").setLevel(logging.CRITICAL)

_PNM_TOKEN = re.compile(rb"(?:\s+|#[^\n]*\n)*([^\s#]+)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a header tells before anything is decoded."""

    width: int
    height: int
    bits: int
    frames: int = 1
    deep: bool = False
    floating: bool = False
    orientation: int = 1


def png_is_deep(data: bytes) -> bool:
    """Whether a PNG has 16 bits a channel, told by its first chunk."""
    return data[12:16] == b"IHDR" and data[24:25] == b"\x10"


def read_png(data: bytes) -> tuple[Ints, bool]:
    """Decode a 16-bit PNG: pixels, and whether the last channel is opacity."""
    pixels: Ints = imagecodecs.png_decode(data)
    return pixels, data[25] in (4, 6)


def _pnm_header(data: bytes) -> tuple[bytes, list[int], int]:
    tokens: list[int] = []
    position = 2
    while len(tokens) < 3 and (match := _PNM_TOKEN.match(data, position)):
        tokens.append(int(match[1]))
        position = match.end()
    return data[:2], tokens, position + 1


def pnm_is_deep(data: bytes) -> bool:
    """Whether a PGM or PPM has a largest value above 255."""
    return data[:2] in (b"P2", b"P3", b"P5", b"P6") and _pnm_header(data[:4096])[1][2:] > [255]


def read_pnm(data: bytes) -> tuple[Ints, int]:
    """Decode a PGM or PPM of up to 16 bits: pixels (height, width[, 3]), and the bits in use."""
    magic, (width, height, largest), start = _pnm_header(data)
    if not 255 < largest < 65536:
        raise UnreadableImageError(f"has a damaged header: its largest value is {largest}")
    channels = 3 if magic in (b"P3", b"P6") else 1
    count = width * height * channels
    if magic in (b"P2", b"P3"):
        pixels = np.array(data[start:].split()[:count], dtype=np.uint16)
    else:
        pixels = np.frombuffer(data, ">u2", min(count, max(0, len(data) - start) // 2), start).astype(np.uint16)
    if pixels.size < count:
        raise UnreadableImageError(truncated(data))
    return pixels.reshape((height, width, 3) if channels == 3 else (height, width)), largest.bit_length()


def tiff_facts(data: bytes) -> Facts:
    """Read the header of a TIFF's first page, and count its pages."""
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        page: Any = tiff.pages[0]
        sizes = (page.imagewidth, page.imagelength, page.samplesperpixel)
        if not all(isinstance(size, int) for size in sizes) or page.imagedepth != 1:
            raise UnreadableImageError("is a damaged TIFF: its header gives no size of a picture")
        floating = page.dtype is not None and page.dtype.kind == "f"
        bits = int(page.bitspersample)
        turned = int(page.tags.valueof(274, 1))
        return Facts(page.imagewidth, page.imagelength, bits, len(tiff.pages), floating or bits > 8, floating, turned)


def read_tiff(data: bytes) -> tuple[Floats | Ints, bool, bool]:
    """Decode the first page of a deep TIFF: pixels, whether opacity comes last, whether 0 is white.

    Pixels have shape (height, width, channels).
    """
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        page: Any = tiff.pages[0]
        photometric = page.photometric.name
        if photometric not in ("MINISBLACK", "MINISWHITE", "RGB"):
            raise UnreadableImageError(
                f"is a {photometric} TIFF of {page.bitspersample} bits, which is not read here; save it as RGB or grey"
            )
        pixels = np.asarray(page.asarray(maxworkers=1))
        if pixels.dtype.kind not in "uif":
            raise UnreadableImageError(f"holds {pixels.dtype} values, which are no picture")
        if page.axes.startswith("S"):
            pixels = np.moveaxis(pixels, 0, -1)
        pixels = pixels.reshape(page.imagelength, page.imagewidth, -1)
        return pixels, bool(page.extrasamples) and pixels.shape[2] in (2, 4), photometric == "MINISWHITE"
