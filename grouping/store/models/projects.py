"""Projects, and the people who work on them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class ProjectRow(Base):
    """One body of images that is grouped and labeled together."""

    __tablename__ = "projects"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class PersonRow(Base):
    """Somebody who may log in; `stamp` changes with role and password, and ends the log-ins made before."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password: Mapped[str | None]
    stamp: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(default=now)
