from pathlib import Path

import fsspec
import pytest

from grouping.errors import GrouplineError
from grouping.images.sources import Skipped, open_source, read_uri


def test_a_remote_folder_is_read_like_a_local_one(folder: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/plant", recursive=True)
    try:
        entries = list(open_source("memory://plant"))
        assert [entry.name for entry in entries] == [entry.name for entry in open_source(folder)]
        assert [read_uri(entry.uri) for entry in entries] == [entry.read() for entry in open_source(folder)]
        (only,) = open_source("memory://plant/good/a.png")
        assert (only.name, only.read(3)) == ("a.png", b"\x89PN")
    finally:
        memory.rm("/plant", recursive=True)


def test_a_chained_url_reads_through_its_cache(folder: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(folder / "good"), "/cached", recursive=True)
    try:
        first, _ = open_source("simplecache::memory://cached")
        assert first.uri.startswith("simplecache::memory://")
        assert first.read() == read_uri(first.uri) == (folder / "good" / "a.png").read_bytes()
    finally:
        memory.rm("/cached", recursive=True)


def test_hidden_remote_files_are_skipped_with_a_reason() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe({"/bucket/.hidden/a.png": b"x", "/bucket/more.zip": b"x"})
    try:
        entries = list(open_source("memory://bucket"))
        assert all(isinstance(entry, Skipped) for entry in entries)
        assert len(entries) == 2
    finally:
        memory.rm("/bucket", recursive=True)


def test_a_protocol_whose_package_is_missing_is_named() -> None:
    with pytest.raises(GrouplineError, match=r"gs://b/x cannot be opened: .*gcsfs"):
        open_source("gs://b/x")
