"""Embed sentences: the text tower of the encoder that the images were embedded with, and a cache without torch."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grouping.embed.texts import known_texts, read_texts, write_texts
from grouping.encoders.catalogue import card
from grouping.errors import GrouplineError
from grouping.store.embeddings import EmbeddingSet
from grouping.store.workspace import Workspace
from grouping.types import Floats, Progress, silent

if TYPE_CHECKING:
    from grouping.encoders.clip import Towers

_BATCH = 256
_loaded: "dict[str, tuple[tuple[str, float], Towers]]" = {}  # the last model, for the next sentence comes soon


@dataclass(frozen=True, slots=True)
class TextReport:
    """What an embedding of sentences did."""

    encoder: str
    checksum: str
    """Of both towers; images embedded with it are in the same space."""
    dim: int
    embedded: int
    """How many sentences this run embedded; the others were there."""
    n_texts: int
    cut: tuple[str, ...]
    """Sentences of this run longer than the tower reads; it saw their beginning."""
    seconds: float


def embed_texts(workspace: Workspace, encoder: str, texts: Sequence[str], progress: Progress = silent) -> TextReport:
    """Embed the sentences that have no embedding of this encoder's text tower yet, batch by batch.

    Each batch is on disk before the next begins. Raises GrouplineError for an encoder without a text tower,
    MissingWeightsError where its weights cannot be had, CancelledError when `progress` does.
    """
    check_reads_text(encoder)
    wanted = list(dict.fromkeys(texts))
    if any(not text.strip() for text in wanted):
        raise GrouplineError("A sentence is empty. Write what to look for.")
    progress(0, len(wanted), f"loading {encoder}")
    towers, began = _towers(encoder), time.perf_counter()
    folder = texts_folder(workspace, towers.checksum)
    missing = [text for text in wanted if text not in known_texts(folder)]
    for start in range(0, len(missing), _BATCH):
        progress(len(wanted) - len(missing) + start, len(wanted), "embedding sentences")
        batch = missing[start : start + _BATCH]
        write_texts(folder, batch, towers.embed_texts(batch))
    seconds, dim = time.perf_counter() - began, towers.card.dim or 0
    cut = tuple(towers.cut(missing))
    return TextReport(encoder, towers.checksum, dim, len(missing), len(wanted), cut, seconds)


def check_reads_text(encoder: str) -> None:
    """Raise GrouplineError for an encoder without a text tower, and UnknownNameError for none at all."""
    if not card(encoder).reads_text:
        raise GrouplineError(
            f"{encoder!r} has no text tower, so it knows no sentences. Encode with 'clip_vit_b32' or any "
            "'open_clip:NAME'; or tell the classes by images, which every encoder can."
        )


def texts_folder(workspace: Workspace, checksum: str) -> Path:
    """Return where the embeddings of sentences by the model of this checksum lie."""
    return workspace.home / "texts" / checksum[:32]


def text_embeddings(workspace: Workspace, target: EmbeddingSet, texts: Sequence[str]) -> Floats:
    """Return the embeddings of sentences in the space of an embedding set: (n_texts, dim); touches no torch.

    Raises TextNotEmbeddedError with those that the worker has to embed first, GrouplineError where the set's encoder
    has no text tower.
    """
    check_reads_text(target.encoder)
    return read_texts(texts_folder(workspace, target.weights_checksum), texts)


def _towers(encoder: str) -> "Towers":
    """Return the towers, from memory where the weight file is still the same."""
    from grouping.encoders.clip import complete_clip_card, load_towers
    from grouping.encoders.weights import find_weights

    place = find_weights(complete_clip_card(card(encoder)))
    mark = (str(place), max(path.stat().st_mtime for path in [place, *(place.iterdir() if place.is_dir() else ())]))
    if encoder not in _loaded or _loaded[encoder][0] != mark:
        _loaded.clear()
        _loaded[encoder] = (mark, load_towers(card(encoder)))
    return _loaded[encoder][1]
