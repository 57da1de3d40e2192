"""Load: a frozen version with its images, embeddings and near-duplicates; and inputs for any images."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from classifiers.data.labeled import EmbeddingRef, LabeledData
from classifiers.types import Inputs
from grouping.errors import GrouplineError
from grouping.steps.decide import current_state
from grouping.steps.encode_images import encoded_sha256s, find_embeddings, load_embeddings
from grouping.steps.export_labels import near_duplicate_shas, without_embeddings
from grouping.store.embeddings import EmbeddingSet, failures, project_sets
from grouping.store.images import image_table
from grouping.store.versions import version_content
from grouping.store.workspace import Workspace

GONE = "no longer among the project's images"
NO_FILE = "no file holds it any more"
WAITING = "not encoded yet"


def load_data(
    workspace: Workspace,
    project_id: int,
    label_set: str,
    version: int,
    *,
    looks_at: str = "embeddings",
    encoder: str | None = None,
    preprocessing: str | None = None,
    seen: EmbeddingRef | None = None,
) -> LabeledData:
    """Return what a version holds, as models see it: by the embeddings `seen`, the newest that fit, or files.

    Images that the encoder could not take are left out, and counted. Raises UnknownNameError for a version that is
    not there, GrouplineError where images wait to be encoded.
    """
    found, content = version_content(workspace.database, project_id, label_set, version)
    target = None
    if looks_at == "embeddings":
        known = seen and embeddings_by_key(workspace, project_id, seen)
        target = known or find_embeddings(workspace, project_id, encoder, preprocessing)
    inputs, left_out = inputs_of(workspace, project_id, [label.image_id for label in content.labels], target)
    waiting = sum(reason == WAITING for reason in left_out.values())
    if waiting and target is not None:
        raise GrouplineError(
            f"{waiting:,} of the {found.n_images:,} labeled images have no embeddings of {target.encoder} yet; encode "
            "the project again, only those are done."
        )
    gone = current_state(workspace, project_id).tree.discarded
    name_of = {label.sha256: label.class_name for label in content.labels}
    held = {name_of[sha] for sha in inputs.sha256s}
    classes = tuple(one.name for one in content.classes if one.name in held)
    return LabeledData(
        label_set=label_set,
        version=version,
        content_hash=found.content_hash,
        classes=classes,
        inputs=inputs,
        y=np.array([classes.index(name_of[sha]) for sha in inputs.sha256s], dtype=np.int64),
        duplicates=tuple(near_duplicate_shas(workspace, project_id)),
        unchecked=tuple(without_embeddings(workspace, project_id, inputs.sha256s)),
        discarded=sum(int(i) in gone for i in inputs.image_ids),
        embeddings=None if target is None else embedding_ref(target),
        left_out=left_out,
    )


def embedding_ref(target: EmbeddingSet) -> EmbeddingRef:
    """Return a set of embeddings as a model names it."""
    return EmbeddingRef(target.key, target.encoder, str(target.spec["preprocessing"]), target.weights_checksum)


def embeddings_by_key(workspace: Workspace, project_id: int, ref: EmbeddingRef) -> EmbeddingSet:
    """Return the project's set of embeddings that a model names; raises GrouplineError where it is not there."""
    for found in project_sets(workspace.database, project_id):
        if found.key == ref.key:
            return found
    raise GrouplineError(
        f"The model looks at embeddings of {ref.encoder} ({ref.preprocessing}, weights {ref.weights_checksum[:12]}), "
        "which this project does not have; encode it with these weights."
    )


def inputs_of(
    workspace: Workspace, project_id: int, image_ids: Collection[int], target: EmbeddingSet | None
) -> tuple[Inputs, dict[int, str]]:
    """Return the images that can be looked at, by ascending id, and image id -> why another cannot.

    With `target` an image needs its embedding there; without it, a file.
    """
    table = image_table(workspace.database, project_id)
    table = table[table["id"].isin(set(image_ids))]
    left_out = dict.fromkeys(sorted(set(image_ids) - {int(i) for i in table["id"]}), GONE)
    places = table["stored_uri"].where(table["stored_uri"].notna(), table["uri"]).fillna("").astype(str)
    if target is None:
        there, why = places != "", {}
    else:
        there = table["sha256"].isin(encoded_sha256s(workspace, target))
        why = failures(workspace.database, target.id)
    fallback = NO_FILE if target is None else WAITING
    gone = table[~there]
    left_out |= {int(i): why.get(str(sha), fallback) for i, sha in zip(gone["id"], gone["sha256"], strict=True)}
    return _inputs(workspace, table[there], places[there], target), left_out


def _inputs(workspace: Workspace, table: pd.DataFrame, places: "pd.Series[str]", target: EmbeddingSet | None) -> Inputs:
    shas = [str(sha) for sha in table["sha256"]]
    X = load_embeddings(workspace, target, shas) if target is not None and shas else None
    return Inputs(table["id"].to_numpy(np.int64), tuple(shas), tuple(places), X)
