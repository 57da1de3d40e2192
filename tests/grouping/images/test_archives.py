import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import fsspec
import pytest

from grouping.errors import GrouplineError
from grouping.images import found as limits
from grouping.images.sources import Found, Skipped, open_source, read_uri

MEMBERS = {"good/a.png": b"first" * 5000, "b.png": b"second", "odd 100%::x.png": b"third"}


def tar_of(path: Path, mode: str) -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def zip_of(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(params=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "named.by.nobody"  # the kind is told by content
    kind = request.param
    return zip_of(path) if kind == "zip" else tar_of(path, f"w:{kind.partition('.')[2]}")


def test_members_are_read_now_later_and_by_their_uri(archive: Path) -> None:
    entries = list(open_source(archive))
    assert all(isinstance(entry, Found) and entry.archived for entry in entries)
    for entry, (name, data) in zip(entries, MEMBERS.items(), strict=True):
        assert entry.name == name
        assert entry.read(3) == data[:3]
        assert entry.read() == entry.read() == read_uri(entry.uri) == data


@pytest.mark.parametrize("name", ["x.zip", "x.tar"])
def test_fsspec_reopens_an_ordinary_member(name: str, tmp_path: Path) -> None:
    path = zip_of(tmp_path / name) if name.endswith("zip") else tar_of(tmp_path / name, "w:")
    first = next(iter(open_source(path)))
    with fsspec.open(first.uri) as file:
        assert file.read() == first.read()


def test_an_archive_in_remote_storage_is_read_there(archive: Path) -> None:
    with fsspec.open("memory://archives/x", "wb") as file:
        file.write(archive.read_bytes())
    entries = list(open_source("memory://archives/x"))
    assert [read_uri(entry.uri) for entry in entries] == list(MEMBERS.values())
    fsspec.filesystem("memory").rm("/archives", recursive=True)


def test_a_cut_off_archive_gives_what_it_can_and_says_where_it_ends(tmp_path: Path) -> None:
    whole = tar_of(tmp_path / "x.tar", "w:").read_bytes()
    (tmp_path / "x.tar").write_bytes(whole[: 512 + 25088 + 512 + 512 + 100])
    *found, end = open_source(tmp_path / "x.tar")
    assert [entry.name for entry in found] == ["good/a.png", "b.png"]
    assert isinstance(end, Skipped)
    assert "is a damaged archive: after 2 members" in end.reason


def test_a_damaged_member_raises_an_os_error_that_says_so(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "x.zip")
    data = bytearray(path.read_bytes())
    data[45] ^= 255
    path.write_bytes(data)
    with pytest.raises(OSError, match="damaged inside its archive"):
        next(iter(open_source(path))).read()


def test_a_compressed_file_that_is_no_tar_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"no tar"))
    with pytest.raises(GrouplineError, match="unpack it and import the folder"):
        open_source(tmp_path / "x.gz")


def test_a_member_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tar"
    info = tarfile.TarInfo("bomb.png")
    info.size = limits.MAX_BYTES + 1
    path.write_bytes(info.tobuf() + bytes(10240))
    first = next(iter(open_source(path)))
    assert isinstance(first, Skipped)
    assert first.reason == "has 1.0 GiB, more than the 1 GiB allowed for one image"
