"""From a file's bytes to an upright 8-bit image and the facts about it, or to the reason why not."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image

from grouping.errors import UnreadableImageError
from grouping.images import deep
from grouping.images.damage import why_damaged
from grouping.images.scaling import deep_image
from grouping.images.sniff import extension_note, image_format, looks_like_image, why_not_an_image
from grouping.images.upright import opaque, upright
from grouping.types import Floats, Ints

__all__ = ["Decoded", "decode", "extension_note", "looks_like_image"]

# decode() checks the size itself, before any pixel is decoded, and against the user's own limit.
Image.MAX_IMAGE_PIXELS = None

_ORIENTATION = 0x0112
_MODES = {
    "1": ("black and white", 1),
    "L": ("grey 8-bit", 8),
    "LA": ("grey+alpha 8-bit", 8),
    "P": ("palette", 8),
    "PA": ("palette+alpha", 8),
    "RGB": ("colour 8-bit", 8),
    "RGBA": ("colour+alpha 8-bit", 8),
    "RGBX": ("colour 8-bit", 8),
    "CMYK": ("CMYK 8-bit", 8),
    "YCbCr": ("colour 8-bit", 8),
    "LAB": ("Lab 8-bit", 8),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """An image ready to use, and what its file held.

    `image` has mode L or RGB. `width` and `height` (pixels) are those after the orientation was applied. `mode` is
    the file's own, in words ('grey 16-bit', 'colour+alpha 8-bit', 'palette'); `bits` are per channel; `notes` tell
    what was done on the way.
    """

    image: Image.Image
    width: int
    height: int
    mode: str
    format: str
    bits: int
    frames: int
    notes: tuple[str, ...]


def decode(data: bytes, *, max_pixels: int) -> Decoded:
    """Decode JPEG, PNG, BMP, WebP, GIF, PBM/PGM/PPM or TIFF by content; of several pages the first.

    EXIF orientation is applied; more than 8 bits are scaled by percentiles (`scaling`); transparent images are laid
    on white (`upright.BACKGROUND`); colour profiles are ignored.

    Raises UnreadableImageError with the reason in plain words: empty, not an image, truncated, damaged, or more
    than `max_pixels` pixels (found before decoding).
    """
    format = image_format(data[:512])
    if format is None:
        raise UnreadableImageError(why_not_an_image(data[:512]))
    try:
        return _finish(_load(data, format, max_pixels))
    except UnreadableImageError:
        raise
    except MemoryError as error:
        raise UnreadableImageError("needs more memory to decode than this machine has") from error
    except Exception as error:  # damaged bytes make the decoders raise anything at all; each becomes a reason
        raise UnreadableImageError(why_damaged(error, data, format)) from error


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Pixels in memory, not yet upright or opaque."""

    image: Image.Image
    mode: str
    format: str
    bits: int
    frames: int = 1
    orientation: int = 1
    notes: tuple[str, ...] = ()


def _finish(loaded: _Loaded) -> Decoded:
    flat, on_white = opaque(loaded.image)
    turned, turning = upright(flat, loaded.orientation)
    pages = (f"the first of {loaded.frames:,} pages",) if loaded.frames > 1 else ()
    notes = loaded.notes + turning + on_white + pages
    return Decoded(turned, turned.width, turned.height, loaded.mode, loaded.format, loaded.bits, loaded.frames, notes)


def _load(data: bytes, format: str, max_pixels: int) -> _Loaded:
    if format == "TIFF":
        return _load_tiff(data, max_pixels)
    image = _open(data, format, max_pixels)
    if format == "PNM":
        format = {"1": "PBM", "L": "PGM", "I": "PGM"}.get(image.mode, "PPM")
    if format == "PNG" and deep.png_is_deep(data):
        pixels, alpha = deep.read_png(data)
        orientation, remark = _orientation(image)
        loaded = _deep(pixels, format, deep.Facts(image.width, image.height, 16, orientation=orientation), alpha)
        return replace(loaded, notes=loaded.notes + remark)
    if format in ("PGM", "PPM") and deep.pnm_is_deep(data):
        pixels, bits = deep.read_pnm(data)
        return _deep(pixels, format, deep.Facts(image.width, image.height, bits))
    frames = getattr(image, "n_frames", 1) if format in ("GIF", "WebP") else 1
    image.load()
    mode, bits = _MODES.get(image.mode, (image.mode, 8))
    return _Loaded(image, mode, format, bits, frames, *_orientation(image))


def _load_tiff(data: bytes, max_pixels: int) -> _Loaded:
    facts = deep.tiff_facts(data)
    _check_size(facts.width, facts.height, max_pixels)
    if facts.deep:
        pixels, alpha, inverted = deep.read_tiff(data)
        return _deep(pixels, "TIFF", facts, alpha, inverted)
    image = _open(data, "TIFF", max_pixels)
    image.load()  # Pillow turns a TIFF upright as it loads
    notes = ("turned upright as its EXIF orientation says",) if facts.orientation > 1 else ()
    mode, bits = _MODES.get(image.mode, (image.mode, 8))
    return _Loaded(image, mode, "TIFF", bits, facts.frames, notes=notes)


def _deep(
    pixels: Floats | Ints, format: str, facts: deep.Facts, alpha: bool = False, inverted: bool = False
) -> _Loaded:
    image, note = deep_image(pixels, facts.bits, alpha=alpha, inverted=inverted)
    depth = f"{facts.bits}-bit" + (" float" if facts.floating else "")
    mode = _MODES[image.mode][0].replace("8-bit", depth)
    return _Loaded(image, mode, format, facts.bits, facts.frames, facts.orientation, (note,))


_OPENING = threading.Lock()


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep Pillow's remarks on odd metadata off the console; the filters belong to the process, hence the lock."""
    with _OPENING, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _open(data: bytes, format: str, max_pixels: int) -> Image.Image:
    plugin = "PPM" if format == "PNM" else format.upper()
    with _quietly():
        image = Image.open(io.BytesIO(data), formats=[plugin])
    _check_size(image.width, image.height, max_pixels)
    return image


def _orientation(image: Image.Image) -> tuple[int, tuple[str, ...]]:
    """Return the EXIF orientation, 1 where there is none, and a note where the EXIF data is damaged."""
    block = image.info.get("exif")  # image.getexif() would decode a PNG to look for it
    if not block:
        return 1, ()
    exif = Image.Exif()
    try:
        with _quietly():
            exif.load(block)
            value = exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  (damaged metadata raises anything; the picture is good all the same)
        return 1, ("its EXIF data is damaged and was not used",)
    return value if isinstance(value, int) else 1, ()


def _check_size(width: int, height: int, max_pixels: int) -> None:
    if width * height > max_pixels:
        raise UnreadableImageError(
            f"has {width * height:,} pixels, more than the {max_pixels:,} allowed (GROUPLINE_MAX_PIXELS)"
        )
    if width < 1 or height < 1:
        raise UnreadableImageError(f"has no pixels ({width} x {height})")
