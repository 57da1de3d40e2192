"""From whatever a user names (folder, files, archive, URL) to the files in it."""

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.images.archives import archive_kind, read_member, split_member_uri, walk_archive
from grouping.images.folders import local_file, local_reader, walk_folder
from grouping.images.found import Found, Skipped
from grouping.images.remote import list_remote, open_remote, remote_reader, walk_remote
from grouping.images.uploaded import ARCHIVES, FILES, SCHEME

__all__ = ["Found", "Skipped", "Source", "open_source", "read_uri"]

Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]
"""A folder, a file, an archive, an fsspec URL, or a sequence of these."""


def open_source(source: Source, within: Sequence[Path] = ()) -> Iterator[Found | Skipped]:
    """Yield the files of a source in a stable order (a folder's sorted by path), unread.

    Entries that cannot be used (links and devices, unreadable folders, archives inside the source, archive members
    with unsafe names, hidden files) come as `Skipped`, with the reason. In a sequence a missing entry is skipped
    too, and names are relative to the folder that all its local entries share. Where `within` names folders, links in
    a folder that lead out of all of them are skipped.

    Raises GrouplineError, before anything is yielded, when a single source does not exist or cannot be opened.
    """
    if isinstance(source, str | os.PathLike):
        return _open(_text(source), None, within)
    entries = [_text(entry) for entry in source]
    local = [entry for entry in entries if not _is_url(entry)]
    return _open_each(entries, _shared_folder(local), within)


def read_uri(uri: str, limit: int | None = None) -> bytes:
    """Read the bytes (or the first `limit`) behind the `uri` of any `Found`; raises OSError when they are gone."""
    if not _is_url(uri):
        return local_reader(uri)(limit)
    if not _is_member(uri):
        return remote_reader(uri)(limit)
    _, archive = split_member_uri(uri)
    with open_remote(archive) if _is_url(archive) else Path(archive).open("rb") as file:
        return read_member(file, uri, limit)


def _open_each(entries: list[str], root: str | None, within: Sequence[Path] = ()) -> Iterator[Found | Skipped]:
    for entry in entries:
        try:
            yield from _open(entry, root, within)
        except GrouplineError as error:
            yield Skipped(entry, str(error))


def _open(entry: str, root: str | None, within: Sequence[Path]) -> Iterator[Found | Skipped]:
    if _is_member(entry):
        raise GrouplineError(f"{entry} names one file inside an archive: import the archive itself.")
    if entry.startswith(SCHEME):
        return _open_upload(Path(entry.removeprefix(SCHEME)))
    return _open_url(entry) if _is_url(entry) else _open_local(entry, root, within)


def _open_upload(folder: Path) -> Iterator[Found | Skipped]:
    """Open the files that a browser sent, and the archives among them."""
    if not folder.is_dir():
        raise GrouplineError(
            "This upload is no longer here: an import took it, or it was left for days. Send it again."
        )
    archives = sorted((folder / ARCHIVES).rglob("*")) if (folder / ARCHIVES).is_dir() else []
    files = walk_folder(str(folder / FILES), str(folder / FILES)) if (folder / FILES).is_dir() else iter(())
    return chain(files, _open_each([str(path) for path in archives if path.is_file()], None))


def _open_local(path: str, root: str | None, within: Sequence[Path]) -> Iterator[Found | Skipped]:
    place = Path(path)
    try:
        if place.is_dir():
            os.scandir(place).close()
            return walk_folder(path, root or path, within)
        if place.is_file():
            kind = archive_kind(local_reader(path)(512))
            return _members(path) if kind else iter([local_file(path, root or str(place.parent))])
    except OSError as error:
        raise GrouplineError(f"{path} cannot be read: {error.strerror}. Check its access rights.") from error
    raise GrouplineError(f"{path} does not exist. Check the path; a folder, a file, an archive or a URL will do.")


def _open_url(url: str) -> Iterator[Found | Skipped]:
    uris = list_remote(url)
    if uris is None:
        raise GrouplineError(f"{url} holds no files. Check the address, and your access to it.")
    single = len(uris) == 1 and uris[0].rstrip("/").endswith(url.rpartition("://")[2].strip("/"))
    if single and archive_kind(remote_reader(uris[0])(512)):
        return _members(uris[0])
    return walk_remote(url, uris)


def _members(uri: str) -> Iterator[Found | Skipped]:
    return walk_archive(open_remote(uri) if _is_url(uri) else Path(uri).open("rb"), uri)


def _text(entry: str | os.PathLike[str]) -> str:
    text = os.fspath(entry)
    for prefix in ("file://", "local://"):
        text = text.removeprefix(prefix)
    return text if _is_url(text) else os.path.normpath(Path.cwd() / Path(text).expanduser())


def _is_url(text: str) -> bool:
    return "://" in text and not Path(text).is_absolute()


def _is_member(uri: str) -> bool:
    return uri.startswith(("zip://", "tar://")) and "::" in uri


def _shared_folder(paths: list[str]) -> str | None:
    try:
        return os.path.commonpath([str(Path(path).parent) for path in paths]) if paths else None
    except ValueError:  # several drives
        return None
