"""Search: the images nearest to a sentence, or to an image; one product over cached embeddings."""

from pathlib import Path

import numpy as np
import pandas as pd

from classifiers.directions.vectors import Vectors, row_lengths, unit_rows
from classifiers.zero_shot.gather import Gathered, gather
from classifiers.zero_shot.spec import ZeroShotSpec
from grouping.errors import GrouplineError, UnknownNameError
from grouping.steps.embed_picture import picture_embedding
from grouping.steps.embed_texts import text_embeddings
from grouping.store.workspace import Workspace

_BLOCK = 16384


def search_sentence(
    workspace: Workspace, project_id: int, sentence: str, n: int = 24, encoder: str | None = None
) -> pd.DataFrame:
    """Return the `n` images nearest to a sentence: id, path, name, near_label, similarity (cosine, in [-1, 1]).

    Raises TextNotEmbeddedError where the worker has to embed the sentence first, GrouplineError for an empty one, or
    without embeddings of an encoder that knows sentences.
    """
    words = " ".join(sentence.split())
    if not words:
        raise GrouplineError("The sentence is empty. Write what to look for, such as: a scratch along the strip.")
    gathered = gather(workspace, project_id, ZeroShotSpec(), encoder)
    return _nearest(gathered, text_embeddings(workspace, gathered.target, [words])[0], n)


def search_image(
    workspace: Workspace, project_id: int, image_id: int, n: int = 24, encoder: str | None = None
) -> pd.DataFrame:
    """Return the `n` images nearest to one of the project, without itself; columns as for a sentence.

    Raises UnknownNameError for an image without an embedding.
    """
    gathered = gather(workspace, project_id, ZeroShotSpec(text=False, label_set="-"), encoder)
    row = gathered.table[gathered.table["id"] == image_id]
    if row.empty:
        raise UnknownNameError(f"Image {image_id} has no embedding of {gathered.target.encoder}. Encode it first.")
    found = _nearest(gathered, gathered.whole(row)[:][0], n + 1)
    return found[found["id"] != image_id].head(n).reset_index(drop=True)


class PictureNotEmbeddedError(GrouplineError):
    """A picture that is none of the project's has no embedding yet; the worker embeds it."""


def search_picture(
    workspace: Workspace, project_id: int, picture: Path, n: int = 24, encoder: str | None = None
) -> pd.DataFrame:
    """Return the `n` images nearest to a picture file; columns as for a sentence.

    Raises PictureNotEmbeddedError where the worker has to embed the picture first, GrouplineError without embeddings.
    """
    gathered = gather(workspace, project_id, ZeroShotSpec(text=False, label_set="-"), encoder)
    found = picture_embedding(workspace, gathered.target, picture)
    if found is None:
        raise PictureNotEmbeddedError(f"{picture.name} has no embedding of {gathered.target.encoder} yet.")
    return _nearest(gathered, np.asarray(found, np.float32), n)


def _nearest(gathered: Gathered, wanted: Vectors, n: int) -> pd.DataFrame:
    if n < 1:
        raise GrouplineError(f"{n} images were asked for; ask for 1 or more.")
    images, direction = gathered.whole(), unit_rows(wanted[None])[0]
    scores = np.empty(len(images), np.float32)
    for start in range(0, len(images), _BLOCK):
        block = images[start : start + _BLOCK]
        scores[start : start + _BLOCK] = block @ direction / np.maximum(row_lengths(block, start), 1e-30)
    order = np.argsort(-scores, kind="stable")[:n]
    columns = gathered.table.iloc[order]
    return pd.DataFrame(
        {
            "id": columns["id"].to_numpy(),
            "path": columns["uri"].to_numpy(),
            "name": columns["name"].to_numpy(),
            "near_label": columns["near_label"].to_numpy(),
            "similarity": scores[order],
        }
    )
