"""Files behind any fsspec URL: a bucket, a server, memory; listed and read where they lie."""

from collections.abc import Iterator
from typing import IO, Any

import fsspec

from grouping.errors import GrouplineError
from grouping.images.found import Found, Read, Skipped, refusal


def open_remote(uri: str) -> IO[bytes]:
    """Open one file by its URL, for use in a `with` block."""
    opened: IO[bytes] = fsspec.open(uri, "rb").open()
    return opened


def remote_reader(uri: str) -> Read:
    """Return the reader of one remote file."""

    def read(limit: int | None = None) -> bytes:
        with open_remote(uri) as file:
            return file.read() if limit is None else file.read(limit)

    return read


def file_system(url: str) -> tuple[Any, str, str]:
    """Return the file system that lists a URL, the path in it, and the chain (`simplecache::`) put before it.

    Raises GrouplineError for an unknown protocol, or one whose package is not installed.
    """
    chain, separator, last = url.rpartition("::")
    try:
        system, path = fsspec.core.url_to_fs(last)
    except (ImportError, ValueError) as error:
        raise GrouplineError(
            f"{url} cannot be opened: {error}. Check the address, or install what it names."
        ) from error
    return system, path, chain + separator


def list_remote(url: str) -> list[str] | None:
    """List the URIs of all files at or below a URL, sorted; None when nothing is there.

    A URL that names one file gives that file alone.
    """
    system, path, chain = file_system(url)
    try:
        if system.isfile(path):
            return [chain + system.unstrip_protocol(path)]
        paths = sorted(system.find(path))
    except FileNotFoundError:
        return None
    except Exception as error:  # each file system has its own errors for networks and rights; all end here as one
        raise GrouplineError(f"{url} cannot be listed ({error}). Check the address and your access to it.") from error
    return [chain + system.unstrip_protocol(each) for each in paths] or None


def walk_remote(url: str, uris: list[str]) -> Iterator[Found | Skipped]:
    """Yield the listed files, named relative to `url`."""
    for uri in uris:
        name = _relative(uri, url)
        reason = refusal(name)
        yield Skipped(uri, reason) if reason else Found(uri, name, archived=False, read=remote_reader(uri))


def _relative(uri: str, url: str) -> str:
    path, root = (text.rpartition("::")[2].partition("://")[2].strip("/") for text in (uri, url))
    inside = path.removeprefix(root).lstrip("/") if path.startswith(root) else ""
    return inside or path.rpartition("/")[2]
