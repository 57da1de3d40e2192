"""The full image behind a checksum, in a form that every browser shows."""

import io

from grouping.errors import UnreadableImageError
from grouping.images.reading import decode
from grouping.images.sniff import image_format
from grouping.settings import settings
from grouping.steps.encode_images import read_bytes
from grouping.store.images import image_places
from grouping.store.workspace import Workspace

SHOWN_AS_IS = {"JPEG": "image/jpeg", "PNG": "image/png", "WebP": "image/webp", "GIF": "image/gif", "BMP": "image/bmp"}
"""What browsers show by themselves, if it has no more than 8 bits."""


def original(workspace: Workspace, sha256: str) -> tuple[bytes, str] | None:
    """Return (bytes, media type) of the full image: as it is where a browser shows it, otherwise as PNG.

    None for a checksum of no image, and where no place holds that image any more. Only places that an import wrote
    down are read, and what lies there is checked against the checksum.
    """
    for uri, bits in image_places(workspace.database, sha256):
        try:
            return shown(read_bytes(sha256, uri), bits)
        except UnreadableImageError:
            continue  # the same image may lie elsewhere too
    return None


def shown(data: bytes, bits: int) -> tuple[bytes, str]:
    """Return an image file's bytes and media type as a browser takes them."""
    media_type = SHOWN_AS_IS.get(image_format(data[:512]) or "")
    if media_type and bits <= 8:
        return data, media_type
    buffer = io.BytesIO()
    decode(data, max_pixels=settings().max_pixels).image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue(), "image/png"
