"""Sweep: the images of one group, five algorithms, every number of clusters; stored, and reused by key."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from grouping.errors import GrouplineError
from grouping.files import key_of
from grouping.steps.encode_images import encoded_sha256s, find_embeddings, load_embeddings
from grouping.store.embeddings import EmbeddingSet, failures, set_by_id
from grouping.store.images import image_table
from grouping.store.models import now
from grouping.store.sweeps import SweepRecord, add_sweep, sweep_records
from grouping.store.workspace import Workspace
from grouping.sweep import MinMax, Sweep, SweepSpec, sweep_embeddings
from grouping.tree import Group
from grouping.types import Ints, Progress, silent


@dataclass(frozen=True, slots=True)
class GroupSweep:
    """A finished sweep of one group of a project."""

    key: str
    group: str
    encoder: str
    preprocessing: str
    weights_checksum: str
    image_ids: Ints
    """(n_images,): the images swept, in the order of the labels."""
    left_out: dict[int, str]
    """Image id -> why it has no embedding and was not swept."""
    sweep: Sweep

    @property
    def table(self) -> pd.DataFrame:
        """One row a partition; see `grouping.sweep.Sweep.table`."""
        return self.sweep.table

    @property
    def min_max(self) -> MinMax:
        """What the Min-Max rule picks, and why."""
        return self.sweep.min_max

    def labels(self, algorithm: str, n_clusters: int) -> Ints:
        """Return the cluster of each image, (n_images,), in the order of `image_ids`; cluster 0 is the largest."""
        return self.sweep.labels(algorithm, n_clusters)

    def summary(self) -> dict[str, Any]:
        """Return the sweep's result as plain values."""
        return {
            "key": self.key,
            "group": self.group,
            "encoder": self.encoder,
            "preprocessing": self.preprocessing,
            "n_images": len(self.image_ids),
            "left_out": {str(image_id): reason for image_id, reason in self.left_out.items()},
            "min_max": {
                "selected": self.min_max.selected._asdict(),
                "candidates": [point._asdict() for point in self.min_max.candidates],
                "excluded": dict(self.min_max.excluded),
                "reasons": list(self.min_max.reasons),
            },
            "seconds": dict(self.sweep.seconds),
            "notes": list(self.sweep.notes),
        }


def sweep_group(
    workspace: Workspace,
    project_id: int,
    group: Group,
    spec: SweepSpec,
    *,
    encoder: str | None = None,
    preprocessing: str | None = None,
    use_near_labels: bool = True,
    progress: Progress = silent,
) -> GroupSweep:
    """Sweep a group's images; a sweep of the same images, embeddings and spec is read back, not run again.

    Raises GrouplineError when images wait to be encoded, or too few are left to cluster.
    """
    target = find_embeddings(workspace, project_id, encoder, preprocessing)
    table = image_table(workspace.database, project_id)
    table = table[table["id"].isin(group.image_ids)]
    ready, left_out = _ready(workspace, target, table)
    shas = [str(sha) for sha in ready["sha256"]]
    near_labels = _near_labels(ready) if use_near_labels else None
    digest = hashlib.sha256("".join(shas).encode()).hexdigest()
    key = key_of("sweep", target.key, digest, spec, near_labels)
    sweep = sweep_embeddings(
        load_embeddings(workspace, target, shas),
        spec,
        near_labels,
        progress=progress,
        folder=workspace.sweep(key),
        image_names=[str(name) for name in ready["name"]],
    )
    record = SweepRecord(
        key=key,
        group_path=group.path,
        set_id=target.id,
        spec={**asdict(sweep.spec), "clusters": list(sweep.spec.clusters)},
        image_ids=ready["id"].to_numpy(np.int64),
        left_out=left_out,
        selected=dict(sweep.min_max.selected._asdict()),
        created_at=now(),
    )
    add_sweep(workspace.database, project_id, record)
    return _join(record, target, sweep)


def open_sweep(workspace: Workspace, project_id: int, group: Group, key: str | None = None) -> GroupSweep:
    """Read back a group's newest sweep, or the one with this key.

    Raises GrouplineError when there is none, or its files are gone from the workspace.
    """
    for record in sweep_records(workspace.database, project_id, group.path):
        if key in (None, record.key):
            target = set_by_id(workspace.database, record.set_id)
            return _join(record, target, Sweep.load(workspace.sweep(record.key)))
    raise GrouplineError(f"Group '{group.path}' has no sweep{f' {key}' if key else ''} yet; sweep it first.")


def _join(record: SweepRecord, target: EmbeddingSet, sweep: Sweep) -> GroupSweep:
    return GroupSweep(
        key=record.key,
        group=record.group_path,
        encoder=target.encoder,
        preprocessing=str(target.spec["preprocessing"]),
        weights_checksum=target.weights_checksum,
        image_ids=record.image_ids,
        left_out={int(image_id): reason for image_id, reason in record.left_out.items()},
        sweep=sweep,
    )


def _ready(workspace: Workspace, target: EmbeddingSet, table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Split a group's images into those with embeddings, and those that the encoder could not take."""
    has = table["sha256"].isin(encoded_sha256s(workspace, target))
    reasons = failures(workspace.database, target.id)
    waiting = int((~has & ~table["sha256"].isin(reasons)).sum())
    if waiting:
        raise GrouplineError(
            f"{waiting} of the group's {len(table)} images have no embeddings of {target.encoder} "
            f"({target.spec['preprocessing']}) yet; encode the project again, only those are done."
        )
    left_out = {str(row.id): reasons[str(row.sha256)] for row in table[~has].itertuples()}
    return table[has], left_out


def _near_labels(ready: pd.DataFrame) -> list[str | None] | None:
    labels = [None if pd.isna(label) else str(label) for label in ready["near_label"]]
    return labels if any(label is not None for label in labels) else None
