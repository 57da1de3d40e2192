"""Which images of a project have embeddings, as arrays that are kept until an import or an encoding changes them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from grouping.steps.encode_images import load_embeddings
from grouping.store.embeddings import EmbeddingSet, encoded_digests, part_version
from grouping.store.images import image_version
from grouping.store.pictures import picture_columns
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints


@dataclass(frozen=True)
class Encoded:
    """Images with embeddings; shared by all who ask, so nobody writes into it."""

    ids: Ints
    """int64 (n_images,), ascending."""
    digests: npt.NDArray[np.uint8]
    """uint8 (n_images, 32): the SHA-256 of each."""

    @cached_property
    def key(self) -> str:
        """What names these images: 32 hexadecimal digits."""
        return hashlib.sha256(self.ids.tobytes() + self.digests.tobytes()).hexdigest()[:32]

    def among(self, image_ids: tuple[int, ...]) -> "Encoded":
        """Return those that are in `image_ids`."""
        there = np.isin(self.ids, np.array(image_ids, np.int64))
        return Encoded(self.ids[there], self.digests[there])

    def embeddings(self, workspace: Workspace, target: EmbeddingSet) -> Floats:
        """Return their embeddings, float32 (n_images, dim)."""
        text = self.digests.tobytes().hex()
        return load_embeddings(workspace, target, [text[i : i + 64] for i in range(0, len(text), 64)])


def encoded_images(workspace: Workspace, project_id: int, target: EmbeddingSet) -> Encoded:
    """Return the images of a project that have embeddings in a set; read only where these have changed."""
    with workspace.database.read() as session:
        version = (image_version(session, project_id), part_version(session, target.id))
    return _kept(workspace, project_id, target.id, version)


@lru_cache(maxsize=8)
def _kept(workspace: Workspace, project_id: int, set_id: int, version: tuple[tuple[int, ...], ...]) -> Encoded:
    pictures = picture_columns(workspace.database, project_id)
    there = np.isin(_as_text(pictures.digests), _as_text(encoded_digests(workspace.database, set_id)))
    return Encoded(pictures.ids[there], pictures.digests[there])


def _as_text(digests: npt.NDArray[np.uint8]) -> npt.NDArray[np.bytes_]:
    return np.ascontiguousarray(digests).view("S32").ravel()
