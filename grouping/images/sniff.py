"""What a file is, told by its first bytes and never by its name."""

import re
from pathlib import PurePosixPath

HEAD_BYTES = 512
"""How much of a file the answers below need."""

SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "PNG": (".png",),
    "BMP": (".bmp", ".dib"),
    "WebP": (".webp",),
    "GIF": (".gif",),
    "PNM": (".pgm", ".ppm", ".pbm", ".pnm"),
    "TIFF": (".tif", ".tiff"),
}
"""The formats that are read, with their usual endings."""

OTHER_IMAGE_SUFFIXES = (".jp2", ".j2k", ".heic", ".heif", ".avif", ".psd", ".exr", ".jxl", ".dcm")

_PNM = re.compile(rb"P[1-6](\s+#[^\n]*)*\s+\d+(\s+#[^\n]*)*\s+\d+\s")

_OTHER_IMAGES = (
    (re.compile(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51"), "JPEG 2000"),
    (re.compile(rb"....ftyp(heic|heix|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftypavif", re.DOTALL), "AVIF"),
    (re.compile(rb"\x00\x00\x00\x0cJXL |\xff\x0a"), "JPEG XL"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"\x76\x2f\x31\x01"), "OpenEXR"),
    (re.compile(rb".{128}DICM", re.DOTALL), "DICOM"),
)

_OTHERS = (
    (re.compile(rb"%PDF-"), "a PDF document"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06|Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ"), "an archive"),
    (re.compile(rb"....ftyp|\x1a\x45\xdf\xa3|RIFF....AVI ", re.DOTALL), "a video"),
    (re.compile(rb"\s*(<!doctype html|<html)", re.IGNORECASE), "a web page"),
)


def image_format(head: bytes) -> str | None:
    """Return the format that the first `HEAD_BYTES` of a file announce, one of `SUFFIXES`, or None."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return "TIFF"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return _weakly_signed(head)


def _weakly_signed(head: bytes) -> str | None:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in (12, 40, 52, 56, 64, 108, 124):
        return "BMP"
    return "PNM" if _PNM.match(head) else None


def other_image_format(head: bytes) -> str | None:
    """Name an image format that is recognised but not read, or return None."""
    return next((name for pattern, name in _OTHER_IMAGES if pattern.match(head)), None)


def looks_like_image(head: bytes) -> bool:
    """Whether a file with these first bytes is an image, readable or not."""
    return image_format(head) is not None or other_image_format(head) is not None


def has_image_name(name: str) -> bool:
    """Whether a name ends as an image's does."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in OTHER_IMAGE_SUFFIXES or any(suffix in suffixes for suffixes in SUFFIXES.values())


def extension_note(name: str, format: str) -> str | None:
    """Say that the content is of another format than the name tells, or None; no ending tells nothing."""
    suffix = PurePosixPath(name).suffix.lower()
    family = "PNM" if format in ("PGM", "PPM", "PBM") else format
    if suffix in SUFFIXES[family] or not has_image_name(name):
        return None
    return f"is {format} under the name {PurePosixPath(name).name}"


def why_not_an_image(head: bytes) -> str:
    """Tell a person what these first bytes are, when they are no image that can be read."""
    if not head:
        return "is empty (0 bytes)"
    if other := other_image_format(head):
        return f"is a {other} image, which is not read here; convert it to PNG or TIFF"
    if kind := next((name for pattern, name in _OTHERS if pattern.match(head)), None):
        return f"is {kind}, not an image"
    if _is_text(head):
        return "is text, not an image"
    return f"is not in a known image format (its first bytes are {head[:4].hex(' ')})"


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", "ignore")
    printable = sum(letter.isprintable() or letter in "\t\r\n" for letter in text)
    return len(text.encode()) >= len(head) - 3 and printable >= 0.95 * len(text)
