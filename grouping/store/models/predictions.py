"""Trained models, and what they proposed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class ModelRow(Base):
    """A trained model; its files lie in the workspace under `key`."""

    __tablename__ = "models"
    __table_args__ = (UniqueConstraint("project_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str]
    recipe: Mapped[str]
    title: Mapped[str]
    spec: Mapped[dict[str, Any]]
    label_set: Mapped[str]
    version: Mapped[int]
    content_hash: Mapped[str]
    embeddings_key: Mapped[str | None]
    checksum: Mapped[str]
    figures: Mapped[dict[str, Any]]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class ProposalRow(Base):
    """A finished prediction of images by a model; the proposals lie in the workspace under `key`."""

    __tablename__ = "proposals"
    __table_args__ = (UniqueConstraint("project_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str]
    label_set: Mapped[str]
    spec: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
