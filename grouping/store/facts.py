"""What the health report reads of a project's images: typed columns, read in parts, so that many images take little."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from sqlalchemy import Text, cast, select

from grouping.store.database import Database
from grouping.store.models import ImagePathRow, ImageRow

FIGURES = ("brightness", "contrast", "sharpness", "dark_share", "bright_share")
SIZES = ("width", "height", "size_bytes")
KINDS = ("mode", "format", "near_label")
"""Columns of few different words, kept as categories."""

PART = 10_000
"""Rows that lie in memory as plain values at one time."""
FEW = 500
"""Images asked for in one query by their ids."""


def figure_table(database: Database, project_id: int) -> pd.DataFrame:
    """Return id and FIGURES of every image, by ascending id; NaN where an image has no figure."""
    return _table(database, project_id, FIGURES)


def fact_table(database: Database, project_id: int) -> pd.DataFrame:
    """Return id, SIZES, KINDS and FIGURES of every image, by ascending id; None where an image has no near-label."""
    return _table(database, project_id, (*SIZES, *KINDS, *FIGURES))


def _table(database: Database, project_id: int, names: tuple[str, ...]) -> pd.DataFrame:
    columns = [getattr(ImageRow, name) for name in names]
    query = select(ImageRow.id, *columns).where(ImageRow.project_id == project_id).order_by(ImageRow.id)
    types = {"id": np.int64, **dict.fromkeys(SIZES, np.int64), **dict.fromkeys(FIGURES, np.float64)}
    known = {name: kind for name, kind in types.items() if name in ("id", *names)}
    with database.read() as session:
        rows = session.connection(execution_options={"yield_per": PART}).execute(query)
        parts = [pd.DataFrame([], columns=["id", *names]).astype(known)]
        for part in rows.partitions():
            plain = [tuple(row) for row in part]
            parts.append(pd.DataFrame.from_records(plain, columns=["id", *names]).astype(known))
    table = pd.concat(parts[1:] or parts, ignore_index=True)
    return table.astype({name: "category" for name in KINDS if name in names})


def first_places(database: Database, image_ids: Iterable[int]) -> dict[int, str]:
    """Return where each of some images lies; the first place of one that lies in several."""
    ids, found = list(image_ids), dict[int, str]()
    with database.read() as session:
        for start in range(0, len(ids), FEW):
            of_some = ImagePathRow.image_id.in_(ids[start : start + FEW])
            query = select(ImagePathRow.image_id, ImagePathRow.uri).where(of_some).order_by(ImagePathRow.id.desc())
            found.update((image_id, uri) for image_id, uri in session.execute(query))
    return found


def remarks(database: Database, project_id: int) -> dict[int, list[str]]:
    """Return what was remarked about images when they were taken, by ascending id; the others are left out."""
    query = select(ImageRow.id, ImageRow.notes).where(
        ImageRow.project_id == project_id, cast(ImageRow.notes, Text) != "[]"
    )
    with database.read() as session:
        return {image_id: list(notes) for image_id, notes in session.execute(query.order_by(ImageRow.id))}
