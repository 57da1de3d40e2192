"""Reading what a project's images are: a table, their places, and the problems met on import."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grouping.errors import UnknownNameError
from grouping.store.database import Database
from grouping.store.models import ImagePathRow, ImageRow, ImportRow, ProblemRow
from grouping.types import Ints

_FACTS = (
    "id", "sha256", "width", "height", "mode", "format", "bits", "frames", "size_bytes",
    "brightness", "contrast", "sharpness", "dark_share", "bright_share",
    "near_label", "stored_uri", "notes", "added_at",
)  # fmt: skip


def image_table(database: Database, project_id: int) -> pd.DataFrame:
    """Return one row an image, by ascending id: its facts, its first place (`uri`, `name`) and `n_paths`."""
    first = (
        select(
            ImagePathRow.image_id,
            func.min(ImagePathRow.id).label("path_id"),
            func.count().label("n_paths"),
        )
        .where(ImagePathRow.project_id == project_id)
        .group_by(ImagePathRow.image_id)
        .subquery()
    )
    columns = [getattr(ImageRow, fact) for fact in _FACTS]
    query = (
        select(*columns, ImagePathRow.uri, ImagePathRow.name, func.coalesce(first.c.n_paths, 0).label("n_paths"))
        .outerjoin(first, first.c.image_id == ImageRow.id)
        .outerjoin(ImagePathRow, ImagePathRow.id == first.c.path_id)
        .where(ImageRow.project_id == project_id)
        .order_by(ImageRow.id)
    )
    with database.read() as session:
        rows = session.execute(query).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=[*_FACTS, "uri", "name", "n_paths"])


def find_images(database: Database, project_id: int, names: Iterable[int | str]) -> list[int]:
    """Return the ids of images named by id, SHA-256, or any of their places: path, name within the source, file name.

    Raises UnknownNameError for a name of no image, or of several.
    """
    query = select(ImagePathRow.image_id, ImagePathRow.uri, ImagePathRow.name)
    with database.read() as session:
        exact = {sha: {i} for i, sha in sha256s_by_id(database, project_id).items()}
        exact |= {str(i): {i} for ids in exact.values() for i in ids}
        loose: dict[str, set[int]] = {}
        for image_id, uri, name in session.execute(query.where(ImagePathRow.project_id == project_id)):
            exact[uri] = {image_id}
            for known_as in {name, name.rpartition("/")[2]}:
                loose.setdefault(known_as, set()).add(image_id)
    return [_only(exact.get(str(name)) or loose.get(str(name), set()), str(name)) for name in names]


def _only(found: set[int], name: str) -> int:
    if len(found) != 1:
        raise UnknownNameError(f"{len(found) or 'No'} images are called '{name}'; name one by id, path or SHA-256.")
    return next(iter(found))


def image_count(database: Database, project_id: int) -> int:
    """Return how many images a project has."""
    with database.read() as session:
        query = select(func.count()).select_from(ImageRow).where(ImageRow.project_id == project_id)
        return session.scalar(query) or 0


def image_ids(session: Session, project_id: int) -> Ints:
    """Return the ids of a project's images, ascending, int64 (n_images,)."""
    query = select(ImageRow.id).where(ImageRow.project_id == project_id).order_by(ImageRow.id)
    return np.array(list(session.scalars(query)), np.int64)


def sha256s_by_id(database: Database, project_id: int) -> dict[int, str]:
    """Return image id -> SHA-256 of every image of a project."""
    with database.read() as session:
        return dict(
            session.execute(select(ImageRow.id, ImageRow.sha256).where(ImageRow.project_id == project_id)).all()
        )


def known_sha256s(database: Database, project_id: int) -> set[str]:
    """Return the SHA-256 of every image of a project."""
    with database.read() as session:
        return set(session.scalars(select(ImageRow.sha256).where(ImageRow.project_id == project_id)))


def duplicate_paths(database: Database, project_id: int) -> dict[int, list[str]]:
    """Return image id -> its places, for the images that lie in several."""
    several = (
        select(ImagePathRow.image_id)
        .where(ImagePathRow.project_id == project_id)
        .group_by(ImagePathRow.image_id)
        .having(func.count() > 1)
    )
    query = (
        select(ImagePathRow.image_id, ImagePathRow.uri)
        .where(ImagePathRow.image_id.in_(several))
        .order_by(ImagePathRow.image_id, ImagePathRow.id)
    )
    found: dict[int, list[str]] = {}
    with database.read() as session:
        for image_id, uri in session.execute(query):
            found.setdefault(image_id, []).append(uri)
    return found


def problems(database: Database, project_id: int) -> list[tuple[str, str, str]]:
    """Return (kind, uri, reason) of every file that was not taken, by kind and uri."""
    query = select(ProblemRow).where(ProblemRow.project_id == project_id).order_by(ProblemRow.kind, ProblemRow.uri)
    with database.read() as session:
        return [(row.kind, row.uri, row.reason) for row in session.scalars(query)]


def imports(database: Database, project_id: int) -> list[dict[str, Any]]:
    """Return every import of a project, the newest first, with what it counted."""
    query = select(ImportRow).where(ImportRow.project_id == project_id).order_by(ImportRow.id.desc())
    fields = ("source", "near_labels", "started_at", "finished_at", "counts")
    with database.read() as session:
        return [{field: getattr(row, field) for field in fields} for row in session.scalars(query)]
