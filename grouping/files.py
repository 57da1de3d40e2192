"""Write once, atomically: a reader sees a whole file or none; and the keys that name artefacts."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np

from grouping.types import Floats, Ints


@contextmanager
def atomic_write(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """Open a temporary file beside `path`, and rename it to `path` when the block ends without error.

    `durable` waits until the bytes are on the disk, so that not even a power cut leaves half a file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def save_array(path: Path, array: Floats | Ints) -> None:
    """Write an array as `.npy`, atomically."""
    with atomic_write(path) as file:
        np.save(file, array, allow_pickle=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {"spec": type(value).__name__, **asdict(value)}
    if isinstance(value, range):
        return [value.start, value.stop, value.step]
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no stable form to hash")


def key_of(*parts: Any) -> str:
    """Return the 32-digit hexadecimal key of an artefact, from its parents' keys and its frozen spec.

    Parts may be strings, numbers, lists, dictionaries, bytes, ranges and dataclasses; equal parts give equal keys
    on every machine.
    """
    text = json.dumps(parts, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
