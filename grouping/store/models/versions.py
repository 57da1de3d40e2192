"""Label sets as they were: frozen versions, and how they were split."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class VersionRow(Base):
    """A label set as it was at one moment, immutable; `content` is compressed JSON, named by its hash."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("project_id", "label_set", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    label_set: Mapped[str]
    number: Mapped[int]
    content_hash: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    n_images: Mapped[int]
    event: Mapped[int]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class SplitRow(Base):
    """Which of train, val and test an image of a label set is in, once and for all exports with the same fractions."""

    __tablename__ = "splits"
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"), primary_key=True)
    label_set: Mapped[str] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    split: Mapped[str]
