"""Locked gold sets, and the one use each model makes of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grouping.store.database import Database
from grouping.store.models import GoldImageRow, GoldUseRow


def gold_images(database: Database, project_id: int, label_set: str) -> dict[str, str]:
    """Return SHA-256 -> class of a label set's locked images; empty where none are locked."""
    with database.read() as session:
        return _locked(session, project_id, label_set)


def _locked(session: Session, project_id: int, label_set: str) -> dict[str, str]:
    query = select(GoldImageRow).where(GoldImageRow.project_id == project_id, GoldImageRow.label_set == label_set)
    return {row.sha256: row.class_name for row in session.scalars(query.order_by(GoldImageRow.sha256))}


def gold_sets(database: Database, project_id: int) -> dict[str, dict[str, Any]]:
    """Return label set -> who locked its gold set, when, and how many images of each class."""
    query = select(GoldImageRow).where(GoldImageRow.project_id == project_id).order_by(GoldImageRow.sha256)
    found: dict[str, dict[str, Any]] = {}
    with database.read() as session:
        for row in session.scalars(query):
            one = found.setdefault(row.label_set, {"user": row.user, "at": row.at, "n": 0, "classes": {}})
            one["n"] += 1
            one["classes"][row.class_name] = one["classes"].get(row.class_name, 0) + 1
    return found


def add_gold(session: Session, project_id: int, label_set: str, classes: Mapping[str, str], user: str) -> None:
    """Lock images (SHA-256 -> class) inside the caller's transaction."""
    session.add_all(
        GoldImageRow(project_id=project_id, label_set=label_set, sha256=sha, class_name=name, user=user)
        for sha, name in sorted(classes.items())
    )


def is_locked(session: Session, project_id: int, label_set: str) -> int:
    """Return how many images a label set has locked, inside the caller's transaction."""
    return len(_locked(session, project_id, label_set))


def gold_use(database: Database, project_id: int, label_set: str, model_key: str) -> dict[str, Any] | None:
    """Return the figures of a model's one use of the gold set, with `user` and `at`; None before it."""
    with database.read() as session:
        row = session.get(GoldUseRow, (project_id, label_set, model_key))
        return None if row is None else {**row.figures, "user": row.user, "at": row.at.isoformat()}


def add_gold_use(
    database: Database, project_id: int, label_set: str, model_key: str, figures: Mapping[str, Any], user: str
) -> bool:
    """Record a use; returns False, and changes nothing, where the model had used the gold set already."""
    row = GoldUseRow(project_id=project_id, label_set=label_set, model_key=model_key, figures=dict(figures), user=user)
    try:
        with database.write() as session:
            session.add(row)
    except IntegrityError:
        return False
    return True
