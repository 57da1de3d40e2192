"""What galleries need of a project's images, as arrays: read once a process, and anew after an import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from sqlalchemy import select

from grouping.store.database import Database
from grouping.store.images import image_version
from grouping.store.models import ImagePathRow, ImageRow
from grouping.types import Ints

Bytes = npt.NDArray[np.uint8]

NONE = -1
"""Near-label code of an image without one."""


@dataclass(frozen=True, slots=True)
class PictureColumns:
    """A project's images by ascending id; shared by all who ask, so nobody writes into it."""

    ids: Ints
    """int64 (n_images,), ascending."""
    digests: Bytes
    """uint8 (n_images, 32): the SHA-256 of each file."""
    names: tuple[str, ...]
    """Where each lies within its source; the first place of an image that lies in several."""
    widths: Ints
    heights: Ints
    near_codes: Ints
    """(n_images,): the place in `near_names`, NONE for no near-label."""
    near_names: tuple[str, ...]
    """The near-labels there are, sorted."""

    def rows(self, image_ids: Iterable[int]) -> Ints:
        """Return where images stand in these arrays; those that are not there are left out."""
        wanted = np.fromiter(image_ids, np.int64)
        if not len(self.ids):
            return np.zeros(0, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.asarray(rows[self.ids[rows] == wanted])

    def checksum(self, row: int) -> str:
        """Return an image's SHA-256 as it names thumbnails and files: 64 hexadecimal digits."""
        return bytes(self.digests[row]).hex()

    def checksums(self) -> list[str]:
        """Return the SHA-256 of every image, in their order."""
        text = self.digests.tobytes().hex()
        return [text[start : start + 64] for start in range(0, len(text), 64)]

    def aspect(self, rows: Ints) -> float:
        """Return width over height of the typical one of some images; 1 where there is none."""
        return float(np.median(self.widths[rows] / self.heights[rows])) if len(rows) else 1.0


def picture_columns(database: Database, project_id: int) -> PictureColumns:
    """Return a project's images as arrays; read from the database only where an import has changed them."""
    with database.read() as session:
        version = image_version(session, project_id)
    return _kept(database, project_id, version)


@lru_cache(maxsize=4)
def _kept(database: Database, project_id: int, version: tuple[int, ...]) -> PictureColumns:
    return read_picture_columns(database, project_id)


def read_picture_columns(database: Database, project_id: int) -> PictureColumns:
    """Read a project's images from the database."""
    wanted = (ImageRow.id, ImageRow.sha256, ImageRow.width, ImageRow.height, ImageRow.near_label)
    images = select(*wanted).where(ImageRow.project_id == project_id).order_by(ImageRow.id)
    # The last one written into a dictionary stays: going backwards, that is the first place of an image.
    places = (
        select(ImagePathRow.image_id, ImagePathRow.name)
        .where(ImagePathRow.project_id == project_id)
        .order_by(ImagePathRow.id.desc())
    )
    with database.read() as session:
        connection = session.connection()
        rows = connection.execute(images).all()
        names = dict(connection.execute(places).all())
    columns = list(zip(*rows, strict=True)) or [() for _ in wanted]
    ids, shas, widths, heights, near = columns
    return columns_of(ids, shas, [names.get(image_id, "") for image_id in ids], widths, heights, near)


def columns_of(
    ids: Sequence[int],
    sha256s: Sequence[str],
    names: Sequence[str],
    widths: Sequence[int],
    heights: Sequence[int],
    near_labels: Sequence[str | None],
) -> PictureColumns:
    """Return plain columns, all of one length and by ascending id, as arrays."""
    known = tuple(sorted({label for label in near_labels if label is not None}))
    number: dict[str | None, int] = {label: place for place, label in enumerate(known)}
    return PictureColumns(
        ids=np.array(ids, np.int64),
        digests=np.frombuffer(bytes.fromhex("".join(sha256s)), np.uint8).reshape(-1, 32),
        names=tuple(names),
        widths=np.array(widths, np.int64),
        heights=np.array(heights, np.int64),
        near_codes=np.array([number.get(label, NONE) for label in near_labels], np.int64),
        near_names=known,
    )
