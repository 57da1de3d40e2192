"""The tables, typed. Their history is in `migrations/versions`; a test holds the two equal."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, Text, TypeDecorator, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Common base; strings are unlimited text and dictionaries are JSON on both databases."""

    type_annotation_map: ClassVar = {str: Text(), datetime: UtcDateTime(), dict[str, Any]: JSON(), list[str]: JSON()}


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


class JobRow(Base):
    """A piece of long work for the worker process; see `grouping.jobs` for its states."""

    __tablename__ = "jobs"
    __table_args__ = (Index("jobs_state", "state"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    project: Mapped[str]
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    user: Mapped[str]
    by_person: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    rate: Mapped[float | None]
    message: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    worker: Mapped[str | None]
    error: Mapped[str | None]
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
