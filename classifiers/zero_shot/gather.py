"""From the store to what a recognizer is made of: embeddings, labeled images, and the prompts' embeddings."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from classifiers.directions.prototypes import Prototypes, mean_prototypes
from classifiers.zero_shot.lazy import LazyEmbeddings
from classifiers.zero_shot.prompts import PromptLibrary
from classifiers.zero_shot.recognizer import Labeled
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.encoders.catalogue import card
from grouping.errors import GrouplineError
from grouping.steps.decide import current_state
from grouping.steps.embed_texts import text_embeddings
from grouping.steps.encode_images import find_embeddings
from grouping.store.embeddings import EmbeddingSet, part_version, parts, project_sets
from grouping.store.images import image_table, image_version
from grouping.store.workspace import Workspace

GRID = "grid"
"""The preprocessing whose embeddings are the context of whole images."""


@dataclass(frozen=True)
class Gathered:
    """A project's images that have embeddings, by ascending id, and where these are read from."""

    workspace: Workspace
    target: EmbeddingSet
    tiles: EmbeddingSet | None
    table: pd.DataFrame
    """id, sha256, uri, name..., one row an image."""
    without_tiles: int = 0
    """Images that are left out because their tiles are not encoded."""

    def whole(self, rows: pd.DataFrame | None = None) -> LazyEmbeddings:
        """Return the embeddings of the images, or of some rows of the table."""
        return _lazy(self.workspace, self.target, self.table if rows is None else rows)

    def context(self, rows: pd.DataFrame | None = None) -> LazyEmbeddings | None:
        """Return the embeddings of their tiles, where the recognition wants them."""
        return None if self.tiles is None else _lazy(self.workspace, self.tiles, self.table if rows is None else rows)


def _lazy(workspace: Workspace, target: EmbeddingSet, table: pd.DataFrame) -> LazyEmbeddings:
    folder = workspace.embeddings(target.key)
    found = [(folder / name, shas) for name, shas in parts(workspace.database, target.id)]
    return LazyEmbeddings(found, list(table["sha256"]), target.dim)


def gather(workspace: Workspace, project_id: int, spec: ZeroShotSpec, encoder: str | None = None) -> Gathered:
    """Return the images that can be recognised: those of the newest encoding that fits the spec.

    With prompts the encoder must have a text tower. Discarded images are left out. Raises GrouplineError, with what
    to encode, where there is none.
    """
    target = find_target(workspace, project_id, spec.text, encoder)
    tiles = _tiles(workspace, project_id, target) if spec.context else None
    table = _encoded(workspace, project_id, [target] if tiles is None else [target, tiles])
    discarded = current_state(workspace, project_id).tree.discarded
    if discarded:
        table = table[~table["id"].isin(discarded)].reset_index(drop=True)
    if table.empty:
        raise GrouplineError(f"No image has embeddings of {target.encoder} yet. Encode the project first.")
    whole = _encoded(workspace, project_id, [target]) if tiles is not None else table
    left_out = len(set(whole["id"]) - set(table["id"]) - set(discarded))
    return Gathered(workspace, target, tiles, table, left_out)


def _encoded(workspace: Workspace, project_id: int, sets: list[EmbeddingSet]) -> pd.DataFrame:
    """Return the images that have embeddings in all of these sets; read only where images or embeddings changed."""
    ids = tuple(one.id for one in sets)
    with workspace.database.read() as session:
        version = (image_version(session, project_id), *(part_version(session, set_id) for set_id in ids))
    return _kept(workspace, project_id, ids, version)


@lru_cache(maxsize=4)
def _kept(
    workspace: Workspace, project_id: int, set_ids: tuple[int, ...], version: tuple[tuple[int, ...], ...]
) -> pd.DataFrame:
    table = image_table(workspace.database, project_id)
    for set_id in set_ids:
        there = {sha for _, shas in parts(workspace.database, set_id) for sha in shas}
        table = table[table["sha256"].isin(there)]
    return table.reset_index(drop=True)  # shared by all who ask, so nobody writes into it


def find_target(workspace: Workspace, project_id: int, text: bool, encoder: str | None = None) -> EmbeddingSet:
    """Return the newest embedding set of whole images that fits; with `text`, of an encoder with a text tower."""
    fitting = [
        found
        for found in project_sets(workspace.database, project_id)
        if found.spec["preprocessing"] != GRID
        and (found.encoder == encoder if encoder is not None else not text or card(found.encoder).reads_text)
    ]
    if fitting:
        return fitting[0]
    if encoder is not None:
        return find_embeddings(workspace, project_id, encoder, None)
    what = "of an encoder that knows sentences: encode with 'clip_vit_b32' or any 'open_clip:NAME'" if text else "yet"
    other = "; or tell the classes by images of a label set, which every encoder can" if text else "; encode it first"
    raise GrouplineError(f"The project has no embeddings {what}{other}.")


def _tiles(workspace: Workspace, project_id: int, target: EmbeddingSet) -> EmbeddingSet:
    for found in project_sets(workspace.database, project_id):
        if found.spec["preprocessing"] == GRID and found.weights_checksum == target.weights_checksum:
            return found
    raise GrouplineError(
        f"Context wants the embeddings of the images' tiles: encode with {target.encoder} and preprocessing '{GRID}'."
    )


def labeled_images(gathered: Gathered, project_id: int, label_set: str) -> tuple[pd.DataFrame, Labeled]:
    """Return the images of a label set that have embeddings, as rows of the table and in memory.

    Raises UnknownNameError for a set that is not there.
    """
    labels = current_state(gathered.workspace, project_id).label_set(label_set).labels
    rows = gathered.table[gathered.table["id"].isin(set(labels))]
    names = [labels[int(i)].class_name for i in rows["id"]]
    tiles = gathered.context(rows)
    return rows, Labeled(gathered.whole(rows)[:], names, None if tiles is None else tiles[:])


def text_prototypes(
    workspace: Workspace, target: EmbeddingSet, library: PromptLibrary, spec: ZeroShotSpec
) -> Prototypes | None:
    """Return the prompts' prototypes in the space of an embedding set; None where the spec has prompts switched off.

    Raises TextNotEmbeddedError with the sentences that the worker has to embed first, GrouplineError without classes.
    """
    if not spec.text:
        return None
    if not library.classes:
        raise GrouplineError("There are no prompts yet. Add a class with a sentence, or import a list of parts.")
    texts = library.texts(templates=spec.templates, many=spec.many_prompts)
    sentences = [text for own in texts.values() for text in own]
    rows = iter(text_embeddings(workspace, target, sentences))
    return mean_prototypes({name: np.stack([next(rows) for _ in own]) for name, own in texts.items()})
