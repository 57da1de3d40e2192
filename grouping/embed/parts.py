"""Embeddings on disk: parts named by their own content, gathered in any order through memory maps."""

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt

from grouping.errors import GrouplineError, InvalidEmbeddingsError, LengthMismatchError
from grouping.files import save_array

Embeddings = npt.NDArray[np.float32]
"""One row an image: (n_images, dim)."""


def _plain(embeddings: Embeddings) -> Embeddings:
    if embeddings.ndim != 2:
        raise InvalidEmbeddingsError(f"Embeddings are (n_images, dim); got an array of shape {embeddings.shape}.")
    return np.ascontiguousarray(embeddings, dtype=np.float32)


def part_name(embeddings: Embeddings) -> str:
    """Return the file name of a part: the SHA-256 of the bytes it has on disk, and `.npy`."""
    file = BytesIO()
    np.save(file, _plain(embeddings), allow_pickle=False)
    return f"{hashlib.sha256(file.getbuffer()).hexdigest()}.npy"


def write_part(folder: Path, embeddings: Embeddings) -> Path:
    """Write a part into `folder`, atomically, and return its path; one that lies there already is left alone."""
    path = folder / part_name(embeddings)
    if not path.exists():
        save_array(path, _plain(embeddings))
    return path


def read_part(path: Path) -> Embeddings:
    """Return a part (n_images, dim) as a read-only memory map.

    Raises InvalidEmbeddingsError for a file that is missing or damaged.
    """
    try:
        part: Embeddings = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise InvalidEmbeddingsError(f"{path} cannot be read ({error}). Delete it and encode again.") from error
    return part


def gather(parts: Sequence[tuple[Path, Sequence[str]]], wanted: Sequence[str]) -> Embeddings:
    """Return the embeddings of the images with the SHA-256 sums `wanted`, in that order: (n_wanted, dim).

    Each part comes with the sums of its rows. Only parts that hold a wanted image are opened, one at a time.

    Raises GrouplineError, with how many and the first of them, when images have no embedding;
    LengthMismatchError when a part's rows are not as many as its sums.
    """
    rows: dict[str, tuple[int, int]] = {}
    for number, (_, sums) in enumerate(parts):
        rows.update((image, (number, row)) for row, image in enumerate(sums))
    missing = [image for image in wanted if image not in rows]
    if missing:
        raise GrouplineError(
            f"{len(missing)} of {len(wanted)} images have no embedding yet (first: {', '.join(missing[:3])}). "
            "Encode them first."
        )
    places = np.array([rows[image] for image in wanted], dtype=np.intp).reshape(-1, 2)
    return _collect(parts, places)


def _collect(parts: Sequence[tuple[Path, Sequence[str]]], places: npt.NDArray[np.intp]) -> Embeddings:
    gathered: Embeddings | None = None
    for number in np.unique(places[:, 0]):
        path, sums = parts[number]
        part = read_part(path)
        if len(part) != len(sums):
            raise LengthMismatchError(f"{path} holds {len(part)} rows for {len(sums)} images. Encode them again.")
        if gathered is None:
            gathered = np.empty((len(places), part.shape[1]), np.float32)
        here = places[:, 0] == number
        gathered[here] = part[places[here, 1]]
    return np.empty((0, 0), np.float32) if gathered is None else gathered
