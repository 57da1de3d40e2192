"""Sweeps, the partitions that were taken, and the decisions that make the tree of groups."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class SweepRow(Base):
    """One finished sweep of a group; its table and partitions lie in the workspace under `key`."""

    __tablename__ = "sweeps"
    __table_args__ = (UniqueConstraint("project_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str]
    group_path: Mapped[str]
    set_id: Mapped[int] = mapped_column(ForeignKey("embedding_sets.id"))
    spec: Mapped[dict[str, Any]]
    image_ids: Mapped[bytes] = mapped_column(LargeBinary)
    left_out: Mapped[dict[str, Any]]
    selected: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)


class PartitionRow(Base):
    """A partition that a person took: the images and their cluster numbers, so that no file is needed to replay."""

    __tablename__ = "partitions"
    __table_args__ = (UniqueConstraint("project_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    key: Mapped[str]
    source: Mapped[dict[str, Any]]
    image_ids: Mapped[bytes] = mapped_column(LargeBinary)
    labels: Mapped[bytes] = mapped_column(LargeBinary)


class EventRow(Base):
    """One human decision, never changed afterwards; the tree of groups is the fold of a project's events."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("project_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
