"""The tables, typed, a file for each idea. Their history is in `migrations/versions`; a test holds the two equal."""

from grouping.store.models.base import Base, UtcDateTime, now
from grouping.store.models.embeddings import EmbeddingPartRow, EmbeddingSetRow, EncodeFailureRow, EncodingRow
from grouping.store.models.gold import GoldImageRow, GoldUseRow
from grouping.store.models.groups import EventRow, PartitionRow, SweepRow
from grouping.store.models.images import ImagePathRow, ImageRow, ImportRow, ProblemRow
from grouping.store.models.jobs import JobRow
from grouping.store.models.predictions import ModelRow, ProposalRow
from grouping.store.models.projects import PersonRow, ProjectRow
from grouping.store.models.prompts import PromptVersionRow
from grouping.store.models.versions import SplitRow, VersionRow

__all__ = [
    "Base",
    "EmbeddingPartRow",
    "EmbeddingSetRow",
    "EncodeFailureRow",
    "EncodingRow",
    "EventRow",
    "GoldImageRow",
    "GoldUseRow",
    "ImagePathRow",
    "ImageRow",
    "ImportRow",
    "JobRow",
    "ModelRow",
    "PartitionRow",
    "PersonRow",
    "ProblemRow",
    "ProjectRow",
    "PromptVersionRow",
    "ProposalRow",
    "SplitRow",
    "SweepRow",
    "UtcDateTime",
    "VersionRow",
    "now",
]
