"""Images, where they lie, and how they were imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class ImageRow(Base):
    """One picture of a project, known by the SHA-256 of its bytes; `stored_uri` is set where we hold a copy."""

    __tablename__ = "images"
    __table_args__ = (UniqueConstraint("project_id", "sha256"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    mode: Mapped[str]
    format: Mapped[str]
    bits: Mapped[int]
    frames: Mapped[int]
    brightness: Mapped[float]
    contrast: Mapped[float]
    sharpness: Mapped[float]
    dark_share: Mapped[float]
    bright_share: Mapped[float]
    notes: Mapped[list[str]]
    near_label: Mapped[str | None]
    stored_uri: Mapped[str | None]
    added_at: Mapped[datetime] = mapped_column(default=now)


class ImagePathRow(Base):
    """One place where a picture lies; exact duplicates are several paths of one image."""

    __tablename__ = "image_paths"
    __table_args__ = (UniqueConstraint("project_id", "uri"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), index=True)
    uri: Mapped[str]
    name: Mapped[str]
    near_label: Mapped[str | None]


class ProblemRow(Base):
    """A file that an import could not take (`rejected`), need not take (`ignored`) or must not (`skipped`)."""

    __tablename__ = "problems"
    __table_args__ = (UniqueConstraint("project_id", "uri"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    uri: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str]


class ImportRow(Base):
    """One import, with what it counted; without `finished_at` it was interrupted and may be run again."""

    __tablename__ = "imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), index=True)
    source: Mapped[str]
    near_labels: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
