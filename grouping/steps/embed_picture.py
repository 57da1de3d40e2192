"""Embed one picture that is none of the project's, to search by it; kept without torch for whoever asks."""

import hashlib
from pathlib import Path

import numpy as np

from grouping.embed.spec import EncodeSpec
from grouping.errors import GrouplineError, UnreadableImageError
from grouping.files import atomic_write
from grouping.settings import settings
from grouping.store.embeddings import EmbeddingSet
from grouping.store.workspace import Workspace
from grouping.types import Floats, Progress, silent


def _place(workspace: Workspace, target: EmbeddingSet, data: bytes) -> Path:
    return workspace.home / "pictures" / target.key[:32] / f"{hashlib.sha256(data).hexdigest()}.npy"


def _read(picture: Path) -> bytes:
    try:
        return picture.read_bytes()
    except OSError as error:
        raise GrouplineError(f"{picture.name} cannot be read any more: {error.strerror}. Give it again.") from error


def picture_embedding(workspace: Workspace, target: EmbeddingSet, picture: Path) -> Floats | None:
    """Return what `embed_picture` kept, (dim,), not normalised; None before it ran. Raises GrouplineError for no file.

    The embedding belongs to the file's bytes, whatever its name.
    """
    path = _place(workspace, target, _read(picture))
    return np.load(path, allow_pickle=False) if path.exists() else None


def embed_picture(workspace: Workspace, target: EmbeddingSet, picture: Path, progress: Progress = silent) -> Floats:
    """Embed a picture as the images of an embedding set were, and keep it: (dim,), float32.

    Raises UnreadableImageError for a file that is no image, GrouplineError where the encoder's weights are others by
    now, MissingWeightsError where they cannot be had.
    """
    from grouping.embed.encode import Item, encode
    from grouping.encoders.network import load_encoder
    from grouping.images.reading import decode

    data = _read(picture)
    image = decode(data, max_pixels=settings().max_pixels).image
    progress(0, 1, f"loading {target.encoder}")
    network = load_encoder(target.encoder)
    if network.checksum != target.weights_checksum:
        raise GrouplineError(
            f"The weights of {target.encoder} are others now than when the images were encoded, so nothing can be "
            "compared. Encode the project again."
        )
    item = Item(hashlib.sha256(data).hexdigest(), lambda: image)
    (part,) = encode([item], network, EncodeSpec(**target.spec))
    if part.failed:
        raise UnreadableImageError(f"{picture.name} cannot be encoded: {part.failed[0][1]}.")
    with atomic_write(_place(workspace, target, data)) as file:
        np.save(file, part.embeddings[0], allow_pickle=False)
    return np.asarray(part.embeddings[0])
