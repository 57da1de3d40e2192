"""Files in, decoded and measured images out: in the order found, decoded side by side, in bounded memory."""

import hashlib
from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from grouping.errors import GrouplineError, UnreadableImageError
from grouping.images.found import MAX_BYTES, Found, Skipped, gibibytes
from grouping.images.health import Health, measure
from grouping.images.reading import decode
from grouping.images.sniff import HEAD_BYTES, extension_note, has_image_name, looks_like_image, why_not_an_image
from grouping.images.thumbnails import thumbnail

__all__ = ["Ignored", "Known", "Outcome", "Rejected", "Scanned", "Skipped", "scan"]

SkippedFile = Skipped

_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True, slots=True)
class Scanned:
    """A good image: its facts (see `Decoded`), health, thumbnail, and its file's bytes where they must be kept."""

    uri: str
    name: str
    archived: bool
    sha256: str
    size_bytes: int
    width: int
    height: int
    mode: str
    format: str
    bits: int
    frames: int
    notes: tuple[str, ...]
    health: Health
    thumbnail: bytes
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Known:
    """A file whose bytes are those of an image in the project, or of an earlier one of this scan."""

    uri: str
    name: str
    archived: bool
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A broken image, or a file that only its name calls an image; `sha256` is empty where it was not read whole."""

    uri: str
    name: str
    reason: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that neither is nor claims to be an image."""

    uri: str
    reason: str


Outcome = Scanned | Known | Rejected | Ignored | Skipped


@dataclass(frozen=True, slots=True)
class _Bytes:
    found: Found
    data: bytes
    sha256: str


def scan(
    found: Iterable[Found | Skipped],
    known: Container[str] = frozenset(),
    *,
    max_pixels: int,
    workers: int = 2,
    keep_data: bool = False,
) -> Iterator[Outcome]:
    """Read, check, decode, measure and draw thumbnails of files; one outcome for each, in their order.

    `known` holds the SHA-256 (hexadecimal) of the project's images: these, and a file equal to an earlier one of
    this scan, come back as `Known` and are not decoded. Of files that are no images only the head is read. The
    bytes of archived images are kept in `Scanned.data`, and of all with `keep_data`. At most `4 * workers` files are
    in memory at a time. No single file raises.
    """
    pool = ThreadPoolExecutor(workers, thread_name_prefix="scan")
    try:
        # An archive is one stream, so its members are read in order, here; other files are read in the pool.
        items = (_load(item) if isinstance(item, Found) and item.archived else item for item in found)
        loaded = _ahead(pool, _load, items, 2 * workers)
        examine = partial(_examine, max_pixels=max_pixels, keep_data=keep_data)
        yield from _settle(_ahead(pool, examine, _new_ones(loaded, known), 2 * workers))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ahead(pool: ThreadPoolExecutor, work: Callable[[_In], _Out], items: Iterable[_In], window: int) -> Iterator[_Out]:
    """Apply `work` in the pool, at most `window` items ahead of the consumer, and yield in order."""
    pending: deque[Future[_Out]] = deque()
    for item in items:
        pending.append(pool.submit(work, item))
        if len(pending) >= window:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _load(item: "Found | _Bytes | Outcome") -> "_Bytes | Outcome":
    if not isinstance(item, Found):
        return item
    try:
        head = item.read(HEAD_BYTES)
        if not looks_like_image(head):
            return _no_image(item, head)
        data = item.read(MAX_BYTES + 1)
    except (OSError, GrouplineError) as error:
        return Skipped(item.uri, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    except Exception as error:  # noqa: BLE001  (remote file systems raise errors of their own; each is reported)
        return Skipped(item.uri, f"cannot be read: {error or type(error).__name__}")
    if len(data) > MAX_BYTES:
        return Rejected(item.uri, item.name, gibibytes(len(data)))
    return _Bytes(item, data, hashlib.sha256(data).hexdigest())


def _no_image(found: Found, head: bytes) -> Rejected | Ignored:
    if has_image_name(found.name):
        return Rejected(found.uri, found.name, why_not_an_image(head))
    return Ignored(found.uri, f"not an image: {found.name}")


def _new_ones(loaded: Iterable[_Bytes | Outcome], known: Container[str]) -> Iterator[_Bytes | Outcome]:
    seen: set[str] = set()
    for item in loaded:
        if isinstance(item, _Bytes):
            again = item.sha256 in seen or item.sha256 in known
            seen.add(item.sha256)
            found = item.found
            yield Known(found.uri, found.name, found.archived, item.sha256, len(item.data)) if again else item
        else:
            yield item


def _examine(item: _Bytes | Outcome, *, max_pixels: int, keep_data: bool) -> Outcome:
    if not isinstance(item, _Bytes):
        return item
    found, data = item.found, item.data
    try:
        decoded = decode(data, max_pixels=max_pixels)
    except UnreadableImageError as error:
        return Rejected(found.uri, found.name, str(error), item.sha256)
    misnamed = extension_note(found.name, decoded.format)
    return Scanned(
        uri=found.uri,
        name=found.name,
        archived=found.archived,
        sha256=item.sha256,
        size_bytes=len(data),
        width=decoded.width,
        height=decoded.height,
        mode=decoded.mode,
        format=decoded.format,
        bits=decoded.bits,
        frames=decoded.frames,
        notes=decoded.notes + ((misnamed,) if misnamed else ()),
        health=measure(decoded.image),
        thumbnail=thumbnail(decoded.image),
        data=data if keep_data or found.archived else None,
    )


def _settle(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Give the copies of a broken image its reason: they are known as broken, not as images."""
    broken: dict[str, str] = {}
    for outcome in outcomes:
        if isinstance(outcome, Rejected) and outcome.sha256:
            broken[outcome.sha256] = outcome.reason
        if isinstance(outcome, Known) and outcome.sha256 in broken:
            yield Rejected(outcome.uri, outcome.name, broken[outcome.sha256], outcome.sha256)
        else:
            yield outcome
