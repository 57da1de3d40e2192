"""Libraries of prompts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from grouping.store.models.base import Base, now


class PromptVersionRow(Base):
    """A library of prompts as it was at one moment, immutable; the newest number is the one in use."""

    __tablename__ = "prompt_versions"
    __table_args__ = (UniqueConstraint("project_id", "library", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    library: Mapped[str]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sentence: Mapped[str]
    user: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
