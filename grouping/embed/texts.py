"""Embeddings of sentences on disk: parts named by their content, read without torch by whoever asks."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from grouping.embed.parts import Embeddings, part_name, read_part, write_part
from grouping.errors import GrouplineError, LengthMismatchError
from grouping.files import atomic_write


class TextNotEmbeddedError(GrouplineError):
    """Sentences that the text tower has not seen yet; the worker embeds them."""

    def __init__(self, missing: Sequence[str], total: int) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"{len(missing)} of {total} sentences have no embedding yet (first: {missing[0][:60]!r}). Embed them first."
        )


def write_texts(folder: Path, texts: Sequence[str], embeddings: Embeddings) -> None:
    """Add sentences with their embeddings (n_texts, dim) to a folder; a reader sees all of them or none.

    Raises LengthMismatchError when the two differ in number.
    """
    if len(texts) != len(embeddings):
        raise LengthMismatchError(f"{len(texts)} sentences have {len(embeddings)} embeddings.")
    write_part(folder, embeddings)
    with atomic_write(folder / f"{Path(part_name(embeddings)).stem}.json") as file:  # the last, for readers start here
        file.write(json.dumps(list(texts), ensure_ascii=False).encode())


def known_texts(folder: Path) -> Mapping[str, tuple[str, int]]:
    """Return sentence -> (part, row) of all that have an embedding."""
    return _index(folder, tuple(sorted(path.name for path in folder.glob("*.json"))))


@lru_cache(maxsize=16)
def _index(folder: Path, names: tuple[str, ...]) -> Mapping[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for name in names:
        texts = json.loads((folder / name).read_text(encoding="utf-8"))
        found.update((text, (Path(name).stem, row)) for row, text in enumerate(texts))
    return found


def read_texts(folder: Path, texts: Sequence[str]) -> Embeddings:
    """Return the embeddings of sentences, in their order: (n_texts, dim), not normalised.

    Raises TextNotEmbeddedError, which carries those that have none yet, InvalidEmbeddingsError for a damaged part.
    """
    known = known_texts(folder)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    if missing:
        raise TextNotEmbeddedError(missing, len(set(texts)))
    parts = {stem: read_part(folder / f"{stem}.npy") for stem in {known[text][0] for text in texts}}
    rows = [parts[known[text][0]][known[text][1]] for text in texts]
    return np.stack(rows).astype(np.float32) if rows else np.empty((0, 0), np.float32)
