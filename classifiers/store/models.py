"""Which models a project has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from grouping.errors import UnknownNameError
from grouping.store.database import Database
from grouping.store.models import ModelRow


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model: what it is called, what it saw, and its figures on the test images."""

    key: str
    recipe: str
    title: str
    spec: dict[str, Any]
    label_set: str
    version: int
    content_hash: str
    embeddings_key: str | None
    checksum: str
    figures: dict[str, Any]
    """The short ones, for lists; the whole is in the card."""
    user: str
    at: datetime

    @property
    def name(self) -> str:
        """A short name for people: its title and the start of its key."""
        return f"{self.title} {self.key[:8]}"


_LISTED = 8
_FACTS = tuple(Model.__slots__)


def _view(row: ModelRow) -> Model:
    return Model(**{name: getattr(row, name) for name in _FACTS})


def keep_model(database: Database, project_id: int, model: Model) -> Model:
    """Record a finished model; the same one trained anew takes the place of the first."""
    query = select(ModelRow).where(ModelRow.project_id == project_id, ModelRow.key == model.key)
    facts = {name: getattr(model, name) for name in _FACTS}
    try:
        with database.write() as session:
            row = session.scalar(query)
            if row is None:
                session.add(ModelRow(project_id=project_id, **facts))
            else:
                for name, value in facts.items():
                    setattr(row, name, value)
    except IntegrityError:  # another process trained the same, and was first
        return find_model(database, project_id, model.key)
    return model


def models(database: Database, project_id: int, label_set: str | None = None) -> list[Model]:
    """Return the models of a project, or of one label set, the newest first."""
    query = select(ModelRow).where(ModelRow.project_id == project_id)
    if label_set is not None:
        query = query.where(ModelRow.label_set == label_set)
    with database.read() as session:
        return [_view(row) for row in session.scalars(query.order_by(ModelRow.id.desc()))]


def has_model(database: Database, project_id: int, key: str) -> bool:
    """Tell whether a model with this whole key is recorded."""
    query = select(ModelRow.id).where(ModelRow.project_id == project_id, ModelRow.key == key)
    with database.read() as session:
        return session.scalar(query) is not None


def find_model(database: Database, project_id: int, name: str) -> Model:
    """Return the model whose key starts with `name`.

    Raises UnknownNameError where none or several do; it lists those there are.
    """
    there = models(database, project_id)
    found = [one for one in there if name and one.key.startswith(name.strip().lower())]
    if len(found) == 1:
        return found[0]
    meant = found or there
    listed = ", ".join(f"{one.key[:8]} ({one.title})" for one in meant[:_LISTED]) or "none yet; train one first"
    more = f" and {len(meant) - _LISTED:,} more; 'models' lists all" if len(meant) > _LISTED else ""
    said = "No model has" if not found else f"{len(found)} models have"
    raise UnknownNameError(f"{said} a key that starts with '{name}'; there are: {listed}{more}.")
