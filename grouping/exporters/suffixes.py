"""The ending of an image's file name: training software knows images by nothing else."""

from pathlib import PurePosixPath

_USUAL = {
    ".jpg": ".jpg", ".jpeg": ".jpeg", ".jpe": ".jpg", ".jfif": ".jpg", ".png": ".png", ".bmp": ".bmp", ".dib": ".bmp",
    ".webp": ".webp", ".tif": ".tif", ".tiff": ".tiff", ".pgm": ".pgm", ".ppm": ".ppm", ".pbm": ".ppm", ".pnm": ".ppm",
    ".gif": ".gif",
}  # fmt: skip
"""Endings of images, and what torchvision and datasets take in their place; both read the content, not the name."""

_SIGNATURES = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"BM", ".bmp"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"II+\x00", ".tif"),
    (b"MM\x00+", ".tif"),
    (b"GIF8", ".gif"),
)


def suffix_of(name: str, data: bytes) -> str:
    """Return the ending for a file of this name and content, '' where neither tells that it is an image."""
    return _USUAL.get(PurePosixPath(name.replace("\\", "/")).suffix.lower()) or _by_content(data[:16])


def _by_content(head: bytes) -> str:
    for signature, suffix in _SIGNATURES:
        if head.startswith(signature):
            return suffix
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ".webp"
    is_netpbm = head[:1] == b"P" and head[1:2] in b"123456" and head[2:3].isspace()
    return ".ppm" if is_netpbm else ""
