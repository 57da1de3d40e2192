"""Which embeddings exist: sets, their finished parts, and the images that an encoder could not take."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grouping.store.database import Database
from grouping.store.models import EmbeddingPartRow, EmbeddingSetRow, EncodeFailureRow, EncodingRow, now

_DIGEST = 32


@dataclass(frozen=True, slots=True)
class EmbeddingSet:
    """One encoder specification with one set of weights."""

    id: int
    key: str
    encoder: str
    spec: dict[str, Any]
    weights_checksum: str
    dim: int


def _view(row: EmbeddingSetRow) -> EmbeddingSet:
    return EmbeddingSet(row.id, row.key, row.encoder, row.spec, row.weights_checksum, row.dim)


def embedding_set(
    database: Database, key: str, encoder: str, spec: dict[str, Any], weights_checksum: str, dim: int
) -> EmbeddingSet:
    """Return the set with this key, made when it is new; safe when two processes make it at once."""
    query = select(EmbeddingSetRow).where(EmbeddingSetRow.key == key)
    try:
        with database.write() as session:
            row = session.scalar(query)
            if row is None:
                row = EmbeddingSetRow(key=key, encoder=encoder, spec=spec, weights_checksum=weights_checksum, dim=dim)
                session.add(row)
                session.flush()
            return _view(row)
    except IntegrityError:
        with database.read() as session:
            return _view(session.scalars(query).one())


def set_by_id(database: Database, set_id: int) -> EmbeddingSet:
    """Return the set with this id, which must exist."""
    with database.read() as session:
        return _view(session.get_one(EmbeddingSetRow, set_id))


def add_part(
    database: Database, set_id: int, name: str, sha256s: Sequence[str], failed: Iterable[tuple[str, str]]
) -> None:
    """Record one finished part, after its file is in place, with the failures met on the way."""
    failed = list(failed)
    touched = [*sha256s, *(sha for sha, _ in failed)]
    with database.write() as session:
        if sha256s:
            blob = bytes.fromhex("".join(sha256s))
            session.add(EmbeddingPartRow(set_id=set_id, name=name, sha256s=blob))
        session.execute(
            delete(EncodeFailureRow).where(EncodeFailureRow.set_id == set_id, EncodeFailureRow.sha256.in_(touched))
        )
        session.add_all(EncodeFailureRow(set_id=set_id, sha256=sha, reason=reason) for sha, reason in failed)


def parts(database: Database, set_id: int) -> list[tuple[str, list[str]]]:
    """Return each part's file name and its images' SHA-256, in the order they were made."""
    query = select(EmbeddingPartRow).where(EmbeddingPartRow.set_id == set_id).order_by(EmbeddingPartRow.id)
    with database.read() as session:
        return [(row.name, _digests(row.sha256s)) for row in session.scalars(query)]


def part_version(session: Session, set_id: int) -> tuple[int, int]:
    """Return two numbers of which one changes with every part."""
    query = select(func.count(), func.coalesce(func.max(EmbeddingPartRow.id), 0))
    count, newest = session.execute(query.where(EmbeddingPartRow.set_id == set_id)).one()
    return count, newest


def encoded_digests(database: Database, set_id: int) -> npt.NDArray[np.uint8]:
    """Return the SHA-256 of every image that has an embedding in a set, uint8 (n_encoded, 32), in no useful order."""
    query = select(EmbeddingPartRow.sha256s).where(EmbeddingPartRow.set_id == set_id)
    with database.read() as session:
        return np.frombuffer(b"".join(session.scalars(query)), np.uint8).reshape(-1, _DIGEST)


def _digests(blob: bytes) -> list[str]:
    text = blob.hex()
    return [text[i : i + 2 * _DIGEST] for i in range(0, len(text), 2 * _DIGEST)]


def failures(database: Database, set_id: int) -> dict[str, str]:
    """Return SHA-256 -> reason of the images that this encoder could not take."""
    with database.read() as session:
        rows = session.scalars(select(EncodeFailureRow).where(EncodeFailureRow.set_id == set_id))
        return {row.sha256: row.reason for row in rows}


def mark_encoded(database: Database, project_id: int, set_id: int) -> None:
    """Record that a project has been encoded with a set, newest last."""
    with database.write() as session:
        session.merge(EncodingRow(project_id=project_id, set_id=set_id, finished_at=now()))


def project_sets(database: Database, project_id: int) -> list[EmbeddingSet]:
    """Return the sets a project was encoded with, the newest first."""
    query = (
        select(EmbeddingSetRow)
        .join(EncodingRow)
        .where(EncodingRow.project_id == project_id)
        .order_by(EncodingRow.finished_at.desc())
    )
    with database.read() as session:
        return [_view(row) for row in session.scalars(query)]
