"""Small WebP pictures for galleries and maps."""

import io

from PIL import Image

LONGEST = 384
"""Pixels of a thumbnail's longest side."""

_QUALITY = 80


def thumbnail_size(width: int, height: int) -> tuple[int, int]:
    """Return width and height of the thumbnail: the longest side at most `LONGEST`, the aspect kept to the pixel."""
    scale = min(1.0, LONGEST / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def thumbnail(image: Image.Image) -> bytes:
    """Return a decoded image (mode L or RGB) as a small WebP; never enlarged, and the same bytes every time."""
    size = thumbnail_size(image.width, image.height)
    small = image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    buffer = io.BytesIO()
    small.convert("RGB").save(buffer, "WEBP", quality=_QUALITY, method=4, icc_profile=b"", exif=b"", xmp=b"")
    return buffer.getvalue()
