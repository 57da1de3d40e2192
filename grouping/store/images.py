"""Reading what a project's images are: a table, their places, and the problems met on import."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Text, cast, func, select, type_coerce
from sqlalchemy.orm import Session

from grouping.errors import UnknownNameError
from grouping.store.database import Database
from grouping.store.models import ImagePathRow, ImageRow, ImportRow, ProblemRow
from grouping.types import Ints

_FACTS = (
    "id", "sha256", "width", "height", "mode", "format", "bits", "frames", "size_bytes",
    "brightness", "contrast", "sharpness", "dark_share", "bright_share",
    "near_label", "stored_uri", "added_at",
)  # fmt: skip


def image_table(database: Database, project_id: int, only: Iterable[int] | None = None) -> pd.DataFrame:
    """Return one row an image, by ascending id: its facts, its first place (`uri`, `name`) and `n_paths`.

    `only` names some images by id (a few hundred at most); those that are not of the project are left out.
    """
    wanted = None if only is None else [int(i) for i in only]
    facts, remarks, places = _read_facts(database, project_id, wanted)
    table = pd.DataFrame.from_records(facts, columns=list(_FACTS))
    table["added_at"] = pd.to_datetime(table["added_at"], utc=True)
    ids = table["id"].tolist()
    table.insert(len(_FACTS) - 1, "notes", [remarks.get(image_id, []) for image_id in ids])
    first, counts = {place[0]: place[1:] for place in places}, Counter(place[0] for place in places)
    for column, number in (("uri", 0), ("name", 1)):
        table[column] = [first[image_id][number] if image_id in first else None for image_id in ids]
    table["n_paths"] = [counts[image_id] for image_id in ids]
    return table


def _read_facts(
    database: Database, project_id: int, wanted: list[int] | None
) -> tuple[list[tuple[Any, ...]], dict[int, list[str]], list[tuple[int, str, str]]]:
    """Read facts, remarks by image, and places, the first place of an image last."""
    # Moments are taken as they lie, to be read all at once; remarks are few, and only those are decoded.
    columns = [
        type_coerce(ImageRow.added_at, Text) if fact == "added_at" else getattr(ImageRow, fact) for fact in _FACTS
    ]
    mine = [ImageRow.project_id == project_id, *([] if wanted is None else [ImageRow.id.in_(wanted)])]
    there = [ImagePathRow.project_id == project_id, *([] if wanted is None else [ImagePathRow.image_id.in_(wanted)])]
    facts = select(*columns).where(*mine).order_by(ImageRow.id)
    remarks = select(ImageRow.id, ImageRow.notes).where(*mine, cast(ImageRow.notes, Text) != "[]")
    places = select(ImagePathRow.image_id, ImagePathRow.uri, ImagePathRow.name).where(*there)
    with database.read() as session:
        connection = session.connection()
        return (
            [tuple(row) for row in connection.execute(facts)],
            dict(connection.execute(remarks).all()),
            [(row[0], row[1], row[2]) for row in connection.execute(places.order_by(ImagePathRow.id.desc()))],
        )


def first_places(database: Database, project_id: int) -> dict[int, str]:
    """Return image id -> where it lies, the first place of an image that lies in several."""
    places = select(ImagePathRow.image_id, ImagePathRow.uri).where(ImagePathRow.project_id == project_id)
    with database.read() as session:
        return dict(session.execute(places.order_by(ImagePathRow.id.desc())).all())  # the last one written stays


def image_row(database: Database, project_id: int, image_id: int) -> "pd.Series[Any]":
    """Return one row of the image table; raises UnknownNameError where the project has no such image."""
    table = image_table(database, project_id, [image_id])
    if table.empty:
        raise UnknownNameError(f"Image {image_id} is not in this project; 'images' lists those that are.")
    return table.iloc[0]


def image_places(database: Database, sha256: str) -> list[tuple[str, int]]:
    """Return (where the bytes lie, bits per channel) of an image, our own copies first; empty for an unknown one."""
    query = (
        select(ImageRow.stored_uri, ImagePathRow.uri, ImageRow.bits)
        .outerjoin(ImagePathRow, ImagePathRow.image_id == ImageRow.id)
        .where(ImageRow.sha256 == sha256)
        .order_by(ImagePathRow.id)
    )
    with database.read() as session:
        rows = session.execute(query).all()
    found = [(row.stored_uri, row.bits) for row in rows] + [(row.uri, row.bits) for row in rows]
    return [(uri, bits) for uri, bits in dict.fromkeys(found) if uri]


def find_images(database: Database, project_id: int, names: Iterable[int | str]) -> list[int]:
    """Return the ids of images named by id, SHA-256, or any of their places: path, name within the source, file name.

    Raises UnknownNameError for a name of no image, or of several.
    """
    wanted = list(names)
    by_id = _existing(database, project_id, [int(name) for name in wanted if str(name).isdecimal()])
    others = [str(name) for name in wanted if not (str(name).isdecimal() and int(name) in by_id)]
    found = dict(zip(others, _find_by_name(database, project_id, others) if others else [], strict=True))
    return [found[str(name)] if str(name) in found else int(name) for name in wanted]


def _existing(database: Database, project_id: int, ids: list[int]) -> set[int]:
    """Return those ids that are of the project; whatever else a number may name, it names the image with this id."""
    found: set[int] = set()
    with database.read() as session:
        for start in range(0, len(ids), 500):
            some = [i for i in ids[start : start + 500] if i < 2**31]
            query = select(ImageRow.id).where(ImageRow.project_id == project_id, ImageRow.id.in_(some))
            found.update(session.scalars(query))
    return found


def _find_by_name(database: Database, project_id: int, names: list[str]) -> list[int]:
    query = select(ImagePathRow.image_id, ImagePathRow.uri, ImagePathRow.name)
    with database.read() as session:
        exact = {sha: {i} for i, sha in sha256s_by_id(database, project_id).items()}
        exact |= {str(i): {i} for ids in exact.values() for i in ids}
        loose: dict[str, set[int]] = {}
        for image_id, uri, name in session.execute(query.where(ImagePathRow.project_id == project_id)):
            exact[uri] = {image_id}
            for known_as in {name, name.rpartition("/")[2]}:
                loose.setdefault(known_as, set()).add(image_id)
    return [_only(exact.get(name) or loose.get(name, set()), name) for name in names]


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


def image_version(session: Session, project_id: int) -> tuple[int, ...]:
    """Return numbers of which one changes with every batch of new images and every end of an import of a project.

    Read at once, however many images there are: images are never deleted, so the largest id of all tells of new ones.
    """
    newest = session.scalar(select(func.coalesce(func.max(ImageRow.id), 0))) or 0
    imports = select(func.coalesce(func.max(ImportRow.id), 0), func.count(ImportRow.finished_at))
    return (newest, *session.execute(imports.where(ImportRow.project_id == project_id)).one())


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
