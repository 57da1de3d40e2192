"""Locked gold sets, and the one use each model makes of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class GoldImageRow(Base):
    """An image of a label set's locked gold set, with the class it had when a person locked it."""

    __tablename__ = "gold_images"
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    label_set: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    class_name: Mapped[str]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class GoldUseRow(Base):
    """The one use that a model made of a gold set, with what came out."""

    __tablename__ = "gold_uses"
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    label_set: Mapped[str] = mapped_column(primary_key=True)
    model_key: Mapped[str] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
