"""Archives (zip, tar, tar.gz, tar.bz2, tar.xz): members are read in memory, never extracted to disk by name."""

import lzma
import tarfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, Protocol
from urllib.parse import unquote

from grouping.errors import GrouplineError
from grouping.images.found import MAX_BYTES, Found, Skipped, gibibytes, printable, refusal

FAULTS = (
    EOFError,
    NotImplementedError,
    RuntimeError,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and tarfile raise on damaged or unsupported members; told to callers as OSError."""

Member = zipfile.ZipInfo | tarfile.TarInfo


class Archive(Protocol):
    """An open archive of either kind."""

    protocol: str

    def members(self) -> Iterator[tuple[str, Member, str | None]]:
        """Yield name, member and the reason to skip it (None: an ordinary file); folders are left out."""

    def open(self, member: Member) -> IO[bytes]:
        """Open one member for reading."""


class Zip:
    """A zip archive."""

    protocol = "zip"

    def __init__(self, file: IO[bytes]):
        self._zip = zipfile.ZipFile(file)

    def members(self) -> Iterator[tuple[str, Member, str | None]]:
        """Yield its files in the order of the directory."""
        for info in self._zip.infolist():
            if not info.is_dir():
                yield info.filename, info, self._reason(info)

    def _reason(self, info: zipfile.ZipInfo) -> str | None:
        kind = info.external_attr >> 28
        if kind not in (0, 8):  # S_IFREG, or no Unix mode at all
            return "is a link or a device, not a file"
        if info.flag_bits & 1:
            return "is protected by a password; unpack the archive first"
        return gibibytes(info.file_size) if info.file_size > MAX_BYTES else None

    def open(self, member: Member) -> IO[bytes]:
        """Open one member for reading."""
        assert isinstance(member, zipfile.ZipInfo)
        return self._zip.open(member)


class _StrictTarInfo(tarfile.TarInfo):
    """Raises where tarfile ends in silence: at a damaged header, or without the two zero blocks of a whole tar."""

    @classmethod
    def fromtarfile(cls, tarfile_: tarfile.TarFile) -> "_StrictTarInfo":
        try:
            return super().fromtarfile(tarfile_)
        except tarfile.HeaderError as error:
            if type(error).__name__ == "EOFHeaderError":
                raise
            raise tarfile.ReadError(str(error)) from error


class Tar:
    """A tar archive, plain or compressed."""

    protocol = "tar"

    def __init__(self, file: IO[bytes]):
        self._tar = tarfile.open(fileobj=file, mode="r:*", tarinfo=_StrictTarInfo)  # noqa: SIM115  (closes with `file`)

    def members(self) -> Iterator[tuple[str, Member, str | None]]:
        """Yield its files as the tape runs."""
        for info in self._tar:
            if not info.isdir():
                yield info.name, info, self._reason(info)

    def _reason(self, info: tarfile.TarInfo) -> str | None:
        if not info.isfile():
            return "is a link or a device, not a file"
        return gibibytes(info.size) if info.size > MAX_BYTES else None

    def open(self, member: Member) -> IO[bytes]:
        """Open one member for reading."""
        assert isinstance(member, tarfile.TarInfo)
        opened = self._tar.extractfile(member)
        if opened is None:
            raise OSError("is not a file inside its archive")
        return opened


def archive_kind(head: bytes) -> type[Zip] | type[Tar] | None:
    """Tell from a file's first 512 bytes which archive it is; the name is not asked."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Zip
    compressed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"))
    return Tar if compressed or head[257:262] == b"ustar" else None


def open_archive(file: IO[bytes], uri: str) -> Archive:
    """Open a zip or tar; raise GrouplineError where the file is neither, or is damaged at its start."""
    kind = archive_kind(file.read(512))
    file.seek(0)
    try:
        if kind:
            return kind(file)
    except (*FAULTS, OSError, ValueError) as error:
        raise GrouplineError(
            f"{uri} cannot be opened as an archive ({error}). It may be damaged, or a compressed file that is no "
            "tar: unpack it and import the folder."
        ) from error
    raise GrouplineError(f"{uri} is neither a zip nor a tar archive: unpack it and import the folder.")


def unsafe(name: str) -> str | None:
    """Why a member's name is refused: it would leave the archive; or None."""
    if PurePosixPath(name).is_absolute() or PureWindowsPath(name).drive or name.startswith("\\"):
        return "has an absolute path inside its archive"
    if ".." in name.replace("\\", "/").split("/"):
        return "has '..' in its path inside its archive"
    return None


def member_uri(protocol: str, member: str, archive: str) -> str:
    """Name a member so that `read_uri` can reopen it.

    fsspec can too, but for names with '%' or '::' and for compressed tars.
    """
    return f"{protocol}://{member.replace('%', '%25').replace('::', '%3A%3A')}::{archive}"


def split_member_uri(uri: str) -> tuple[str, str]:
    """Return the member's name and the archive's URI."""
    member, _, archive = uri.partition("://")[2].partition("::")
    return unquote(member), archive


class _MemberReader:
    """Reads one member; after its head the rest is read on from there, because a compressed tar cannot turn back."""

    def __init__(self, archive: Archive, member: Member):
        self._archive, self._member = archive, member
        self._begun: tuple[bytes, IO[bytes]] | None = None

    def __call__(self, limit: int | None = None) -> bytes:
        try:
            if limit is not None and limit <= MAX_BYTES:
                opened = self._archive.open(self._member)
                self._begun = (opened.read(limit), opened)
                return self._begun[0]
            head, opened = self._begun or (b"", self._archive.open(self._member))
            self._begun = None
            with opened:
                return head + opened.read(MAX_BYTES + 1 - len(head))
        except FAULTS as error:
            raise OSError(f"it is damaged inside its archive ({error})") from error


def walk_archive(file: IO[bytes], uri: str) -> Iterator[Found | Skipped]:
    """Yield the members of an open archive, which closes `file` when neither it nor any member is in use any more.

    Damage ends the archive with one `Skipped` that says after how many members; those stay usable.
    """
    try:
        archive = open_archive(file, uri)
    except GrouplineError:
        file.close()
        raise
    weakref.finalize(archive, file.close)
    return _walk_members(archive, uri)


def _walk_members(archive: Archive, uri: str) -> Iterator[Found | Skipped]:
    seen: set[str] = set()
    try:
        for name, member, fault in archive.members():
            address = member_uri(archive.protocol, printable(name), uri)
            reason = unsafe(name) or refusal(name) or fault
            if not reason and name in seen:
                reason = "is named twice in its archive; the first one counts"
            seen.add(name)
            if reason:
                yield Skipped(address, reason)
            else:
                yield Found(address, name.removeprefix("./"), archived=True, read=_MemberReader(archive, member))
    except (*FAULTS, OSError) as error:
        yield Skipped(uri, f"is a damaged archive: after {len(seen):,} members it ends with '{error}'")


def read_member(file: IO[bytes], uri: str, limit: int | None = None) -> bytes:
    """Read the member that a `zip://...::...` or `tar://...::...` URI names from its open archive."""
    wanted, address = split_member_uri(uri)
    archive = open_archive(file, address)
    for name, member, _ in archive.members():
        if name == wanted:
            return _MemberReader(archive, member)(limit)
    raise FileNotFoundError(f"there is no '{wanted}' in {address} any more")
