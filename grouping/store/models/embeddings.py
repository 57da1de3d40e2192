"""Embeddings, shared by every project that uses them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class EmbeddingSetRow(Base):
    """All embeddings made by one encoder specification and one set of weights, shared by every project."""

    __tablename__ = "embedding_sets"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    encoder: Mapped[str]
    spec: Mapped[dict[str, Any]]
    weights_checksum: Mapped[str]
    dim: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class EmbeddingPartRow(Base):
    """One finished `.npy` part; `sha256s` holds 32 bytes an image, in the order of the part's rows."""

    __tablename__ = "embedding_parts"
    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("embedding_sets.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    sha256s: Mapped[bytes] = mapped_column(LargeBinary)


class EncodeFailureRow(Base):
    """An image that an encoder could not take, and why; it is tried again by the next encoding."""

    __tablename__ = "encode_failures"
    set_id: Mapped[int] = mapped_column(ForeignKey("embedding_sets.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]


class EncodingRow(Base):
    """Which embedding sets a project uses."""

    __tablename__ = "encodings"
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("embedding_sets.id", ondelete="CASCADE"), primary_key=True)
    finished_at: Mapped[datetime] = mapped_column(default=now)
