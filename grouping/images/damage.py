"""Tell a person what is wrong with an image that its decoder gave up on."""

from typing import Literal

from PIL import UnidentifiedImageError

_CUT_OFF = ("truncated", "too small", "failed to read", "cannot be reshaped", "unexpected end", "not enough")
"""How the decoders' own messages tell that the data ends early."""

_HEADER_FAULTS = (UnidentifiedImageError, LookupError, TypeError, AttributeError, SyntaxError)
"""What the decoders raise where a header makes no sense; their texts tell a person nothing."""


def truncated(data: bytes, whole: int = 0) -> str:
    """Say that a file is cut off, and after which part of its `whole` length (bytes) where that is known."""
    if whole > len(data):
        return f"is truncated: it ends after {len(data):,} of {whole:,} bytes"
    return f"is truncated: the image goes on beyond the file's {len(data):,} bytes"


def why_damaged(error: Exception, data: bytes, format: str) -> str:
    """Return the reason why `data` (of a format that `sniff` names) could not be decoded, given its decoder's error."""
    whole = _announced_length(data, format)
    text = str(error).strip().rstrip(".")
    if whole > len(data) or _lacks_its_end(data, format) or any(word in text.lower() for word in _CUT_OFF):
        return truncated(data, whole)
    if isinstance(error, _HEADER_FAULTS):
        return f"is a damaged {format}: its header is damaged or cut off"
    return f"is a damaged {format}: it cannot be decoded ({text or type(error).__name__})"


def _announced_length(data: bytes, format: str) -> int:
    """Return the length (bytes) that the header gives for the file, 0 where the format gives none."""
    if format == "WebP":
        return int.from_bytes(data[4:8], "little") + 8
    return int.from_bytes(data[2:6], "little") if format == "BMP" else 0


def _lacks_its_end(data: bytes, format: str) -> bool:
    if format == "PNG":
        return b"IEND" not in data[-64:]
    if format == "JPEG":
        return b"\xff\xd9" not in data[-64:]
    order: Literal["little", "big"] = "little" if data[:2] == b"II" else "big"
    return format == "TIFF" and int.from_bytes(data[4:8], order) + 2 > len(data) and data[2:4].strip(b"\0") == b"*"
