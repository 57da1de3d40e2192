"""Export: a label set, or a frozen version of it, as files for other software; with splits that last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from grouping.errors import GrouplineError, UnreadableImageError
from grouping.exporters.export import export
from grouping.exporters.labeled import LabeledImage, LabeledSet
from grouping.exporters.manifest import MANIFEST, Manifest, read_manifest
from grouping.exporters.splits import assign_splits, divided_duplicates
from grouping.files import key_of
from grouping.history import History
from grouping.steps.decide import history
from grouping.steps.encode_images import encoded_sha256s, read_bytes
from grouping.steps.freeze_labels import content_of
from grouping.steps.label_images import origins_of
from grouping.steps.look_around import duplicate_groups, embedded
from grouping.store.embeddings import failures, project_sets
from grouping.store.images import image_table
from grouping.store.versions import add_splits, splits, version_content
from grouping.store.workspace import Workspace
from grouping.types import Progress, silent
from grouping.versions import Content


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """How images are divided into train, val and test; equal plans of a set always give equal splits."""

    fractions: tuple[float, float, float] = (0.7, 0.2, 0.1)
    seed: int = 0

    @property
    def key(self) -> str:
        """Name of the plan in the store."""
        return key_of("splits", list(self.fractions), self.seed)


def export_labels(
    workspace: Workspace,
    project_id: int,
    project: str,
    label_set: str,
    format: str,
    to: Path,
    *,
    version: int | None = None,
    plan: SplitPlan | None = SplitPlan(),
    licence: str = "",
    links: str = "copy",
    overwrite: bool = False,
    skip_unreadable: bool = False,
    since: str = "",
    progress: Progress = silent,
) -> Manifest:
    """Write a label set into a folder, complete or not at all, and return its manifest.

    An image that was split under the same plan before keeps its split. `since` is when this work was first begun (ISO,
    UTC), if it may be begun again after a kill: the same export, finished since then, is taken as done.

    Raises what `grouping.exporters.export` does, and UnknownNameError for a set or version that does not exist.
    """
    past = history(workspace, project_id)
    content = _content(workspace, project_id, past, label_set, version)
    progress(0, len(content.labels), "dividing the images" if plan else "images")
    table = image_table(workspace.database, project_id).set_index("id")
    divided = plan_splits(workspace, project_id, label_set, content, plan) if plan else {}
    labeled = LabeledSet(
        project=project,
        label_set=label_set,
        version=version,
        content_hash=content.hash,
        licence=licence,
        classes=content.classes,
        images=_images(past, label_set, content, table, divided),
    )
    read = partial(_read, dict(zip(table["sha256"], _places(table), strict=True)))
    manifest = _finished(labeled, format, to, since) or export(
        labeled,
        format,
        to,
        read=read,
        overwrite=overwrite,
        links=links,
        skip_unreadable=skip_unreadable,
        progress=progress,
    )
    if plan:
        add_splits(workspace.database, project_id, label_set, plan.key, divided)
    return manifest


def _finished(labeled: LabeledSet, format: str, to: Path, since: str) -> Manifest | None:
    """Return the manifest of the same export where it was finished since a moment; '' is never."""
    if not since or not (to / MANIFEST).is_file():
        return None
    found = read_manifest(to)
    wanted = (format, labeled.project, labeled.label_set, labeled.version, labeled.content_hash, labeled.licence)
    there = (found.format, found.project, found.label_set, found.version, found.content_hash, found.licence)
    return found if there == wanted and found.created_at >= since else None


def _content(workspace: Workspace, project_id: int, past: History, label_set: str, version: int | None) -> Content:
    if version is None:
        return content_of(workspace, project_id, past.state.in_work(label_set))
    return version_content(workspace.database, project_id, label_set, version)[1]


def plan_splits(
    workspace: Workspace, project_id: int, label_set: str, content: Content, plan: SplitPlan
) -> dict[str, str]:
    """Return SHA-256 -> split of a set's images: those of earlier exports stay, near-duplicates stay together.

    Without embeddings there is nothing to tell near-duplicates by; exact ones are one image anyway.
    """
    return assign_splits(
        [label.sha256 for label in content.labels],
        [label.class_name for label in content.labels],
        near_duplicate_shas(workspace, project_id),
        fractions=plan.fractions,
        seed=plan.seed,
        previous=splits(workspace.database, project_id, label_set, plan.key),
    )


def near_duplicate_shas(workspace: Workspace, project_id: int) -> list[tuple[str, ...]]:
    """Return groups of near-duplicates by SHA-256, judged by the newest embeddings; none where there are none.

    Discarded images count too: versions and gold sets of old may hold them.
    """
    if not project_sets(workspace.database, project_id):
        return []
    view = embedded(workspace, project_id, discarded=True)
    shas = dict(zip(view.table["id"], view.table["sha256"], strict=True))
    return [tuple(str(shas[i]) for i in group) for group in duplicate_groups(view)]


def without_embeddings(workspace: Workspace, project_id: int, sha256s: Iterable[str]) -> list[str]:
    """Return those of some images whose near-duplicates nobody could look for: the newest embeddings wait for them."""
    sets = project_sets(workspace.database, project_id)
    if not sets:
        return sorted(sha256s)
    known = encoded_sha256s(workspace, sets[0]) | set(failures(workspace.database, sets[0].id))
    return sorted(set(sha256s) - known)


def preview(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    version: int | None,
    plan: SplitPlan,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Return what an export would hold, as counts by class and split, and near-duplicates that lie in two splits."""
    content = _content(workspace, project_id, history(workspace, project_id), label_set, version)
    progress(0, len(content.labels), "dividing the images")
    divided = plan_splits(workspace, project_id, label_set, content, plan)
    table = pd.DataFrame(
        {"class": [v.class_name for v in content.labels], "split": [divided[v.sha256] for v in content.labels]}
    )
    counts = pd.crosstab(table["class"], table["split"]).reindex(columns=["train", "val", "test"], fill_value=0)
    progress(len(content.labels), len(content.labels), "looking for near-duplicates in two splits")
    torn = divided_duplicates(divided, near_duplicate_shas(workspace, project_id))
    return {"images": len(table), "counts": counts.to_dict("index"), "divided_duplicates": [list(one) for one in torn]}


def _images(
    past: History, label_set: str, content: Content, table: pd.DataFrame, divided: dict[str, str]
) -> tuple[LabeledImage, ...]:
    origins = origins_of(past, label_set, {label.event for label in content.labels})
    rows = table.loc[[label.image_id for label in content.labels]].itertuples()
    places = _places(table)
    return tuple(
        LabeledImage(
            image_id=label.image_id,
            sha256=label.sha256,
            uri=places[label.image_id],
            name=str(row.name),
            width=int(str(row.width)),
            height=int(str(row.height)),
            near_label=str(row.near_label) if isinstance(row.near_label, str) else None,
            class_name=label.class_name,
            split=divided.get(label.sha256),
            user=past.event(label.event).user,
            at=past.event(label.event).at.isoformat(),
            origin=_origin(origins[label.event].get(label.image_id, {"kind": "hand"}), label.confidence),
        )
        for label, row in zip(content.labels, rows, strict=True)
    )


def _origin(origin: dict[str, Any], confidence: float | None) -> dict[str, Any]:
    named = {key: value for key, value in origin.items() if key not in ("weights_checksum", "job")}
    if "weights_checksum" in origin:
        named["weights"] = origin["weights_checksum"]
    return named if confidence is None else {**named, "confidence": confidence}


def _places(table: pd.DataFrame) -> "pd.Series[str]":
    return table["stored_uri"].where(table["stored_uri"].notna(), table["uri"]).fillna("").astype(str)


def _read(places: dict[str, str], image: LabeledImage) -> bytes:
    place = places[image.sha256]
    if not place:
        raise UnreadableImageError("no file holds this image any more; import it again from where it lies now")
    return read_bytes(image.sha256, place)


def check_fractions(fractions: Sequence[float]) -> tuple[float, float, float]:
    """Return three fractions for train, val and test; raises GrouplineError when they are not three."""
    if len(fractions) != 3:
        raise GrouplineError(
            f"Splits are three fractions for train, val and test, such as 0.7,0.2,0.1; got {fractions}."
        )
    return float(fractions[0]), float(fractions[1]), float(fractions[2])
