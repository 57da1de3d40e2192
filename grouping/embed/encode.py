"""Images to embeddings, part by part: items in, parts out, in order and in bounded memory."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
from PIL import Image

from grouping.embed.batches import Batches
from grouping.embed.spec import EncodeSpec
from grouping.encoders.network import Encoder
from grouping.encoders.preprocess import Views, preprocess
from grouping.errors import GrouplineError, UnreadableImageError


@dataclass(frozen=True, slots=True)
class Item:
    """One image to encode: the SHA-256 of its file's bytes, and how to open it (8-bit, upright)."""

    sha256: str
    read: Callable[[], Image.Image]


@dataclass(frozen=True, slots=True)
class Part:
    """A finished stretch of items: `embeddings` (n, dim) float32 of `sha256s`, and the failed ones with reasons."""

    sha256s: tuple[str, ...]
    embeddings: npt.NDArray[np.float32]
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Prepared:
    sha256: str
    views: Views | None
    reason: str = ""


def _prepare(item: Item, encoder: Encoder, spec: EncodeSpec) -> _Prepared:
    """Decode and preprocess one image; what is wrong with one file is no reason to stop the others."""
    try:
        return _Prepared(item.sha256, preprocess(item.read(), encoder.card, spec.preprocessing, spec.size))
    except (UnreadableImageError, OSError, MemoryError) as error:
        return _Prepared(item.sha256, None, str(error) or type(error).__name__)


def _prepare_ahead(
    items: Iterable[Item], encoder: Encoder, spec: EncodeSpec, pool: ThreadPoolExecutor, ahead: int
) -> Iterator[_Prepared]:
    """Yield prepared items in order, while the pool works on the next `ahead` of them."""
    pending: deque[Future[_Prepared]] = deque()
    for item in items:
        pending.append(pool.submit(_prepare, item, encoder, spec))
        if len(pending) > ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _finish(prepared: Iterable[_Prepared], encoder: Encoder, batch_size: int) -> Part:
    batches = Batches(encoder, batch_size)
    names: list[str] = []
    failed: list[tuple[str, str]] = []
    for one in prepared:
        if one.views is None:
            failed.append((one.sha256, one.reason))
        else:
            batches.add(len(names), one.views)
            names.append(one.sha256)
    embeddings = batches.result(len(names))
    finite = np.isfinite(embeddings).all(axis=1)
    failed += [(names[row], "its embedding is not finite") for row in np.flatnonzero(~finite)]
    return Part(tuple(names[row] for row in np.flatnonzero(finite)), embeddings[finite], tuple(failed))


def _check(encoder: Encoder, spec: EncodeSpec) -> None:
    if spec.encoder != encoder.name:
        raise GrouplineError(f"The spec asks for {spec.encoder!r}, but the encoder is {encoder.name!r}. Load that one.")
    view = encoder.format
    if view.fixed and (spec.preprocessing == "native" or spec.size not in (None, view.size)):
        raise GrouplineError(
            f"{encoder.name!r} sees only {view.size}x{view.size} pixels. Leave the size out, "
            "and choose stretch, letterbox or tiles."
        )


def encode(
    items: Iterable[Item],
    encoder: Encoder,
    spec: EncodeSpec,
    *,
    part_size: int = 256,
    batch_size: int = 32,
    workers: int = 2,
) -> Iterator[Part]:
    """Yield the embeddings of `items` in parts of `part_size` consecutive items, in order.

    Failed items (unreadable, or with an embedding that is not finite) are left out of a part's rows and listed with
    their reasons. Batches are cut inside parts, so that a part's embeddings depend on its own items alone, and a
    resumed run makes the same ones. `workers` threads decode and preprocess while the network computes; the memory
    used does not grow with the number of items. A batch holds at least enough for all cores.

    Raises GrouplineError when the spec names another encoder, or asks for a size that the encoder cannot take.
    """
    _check(encoder, spec)
    batch_size = max(batch_size, 8 * encoder.parallel)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="decode")
    try:
        prepared = _prepare_ahead(items, encoder, spec, pool, ahead=batch_size + workers)
        for first in prepared:
            yield _finish(chain([first], islice(prepared, part_size - 1)), encoder, batch_size)
    finally:
        pool.shutdown(cancel_futures=True)
