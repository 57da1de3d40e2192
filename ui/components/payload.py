"""How components are sent what does not change: a JSON header and plain arrays in one run of bytes."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grouping.types import Floats, Ints

HERE = Path(__file__).parent


def script(*files: Path) -> str:
    """Return component scripts as one, after what all of them share."""
    return "\n".join(file.read_text(encoding="utf-8") for file in (HERE / "shared.js", *files))


def packed(header: Mapping[str, Any], *arrays: Floats | Ints) -> bytes:
    """Return the length of the header (uint32), the header padded to four bytes, and the arrays one after another."""
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    return np.uint32(len(text)).tobytes() + text + b"".join(np.ascontiguousarray(array).tobytes() for array in arrays)


def base64_of(array: Ints) -> str:
    """Return an array's bytes as text, for the parts of a payload that are JSON."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
