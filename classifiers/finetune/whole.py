"""Arrays too large for memory, filled on the disk: a reader finds a whole one or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


@contextmanager
def whole_array(path: Path, shape: tuple[int, ...], dtype: npt.DTypeLike) -> Iterator[npt.NDArray[Any]]:
    """Give an array to fill, and name its file `path` when the block ends without error.

    Where that file is there already, the array given is empty, of shape (0, ...): there is nothing left to fill.
    """
    if path.exists():
        yield np.empty((0, *shape[1:]), dtype)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp")
    try:
        array = np.lib.format.open_memmap(unfinished, "w+", dtype=np.dtype(dtype), shape=shape)
        yield array
        array.flush()
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
