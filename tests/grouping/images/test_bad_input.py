"""Each kind of bad input, with the words that a user sees; the good images of the batch come through every time."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grouping.images.near_labels import CsvNearLabels, near_label_source
from grouping.images.scan import Ignored, Rejected, Scanned, Skipped, scan
from grouping.images.sources import Source, open_source

MAX_PIXELS = 200_000_000
Encode = Callable[..., bytes]


def png_of(width: int, height: int) -> bytes:
    """A small PNG that claims to be large, as a decompression bomb does."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")]
    packed = [struct.pack(">I", len(body)) + kind + body for kind, body in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(part + struct.pack(">I", zlib.crc32(part[4:])) for part in packed)


def bad_files(encode: Encode, steel: np.ndarray) -> dict[str, tuple[bytes, str]]:
    """Name, content and expected words of each bad file."""
    jpeg, png, webp, bmp = (encode(steel, format) for format in ("JPEG", "PNG", "WEBP", "BMP"))
    tiff = encode(steel.astype(np.uint16), "deep TIFF")
    broken = bytearray(png)
    broken[len(png) // 2 : len(png) // 2 + 40] = bytes(40)
    cut = "is truncated: the image goes on beyond the file's {:,} bytes"
    return {
        "truncated.jpg": (jpeg[:900], cut.format(900)),
        "truncated.png": (png[:1000], cut.format(1000)),
        "truncated.tif": (tiff[:4000], cut.format(4000)),
        "truncated.webp": (webp[:500], f"is truncated: it ends after 500 of {len(webp):,} bytes"),
        "truncated.bmp": (bmp[:3000], f"is truncated: it ends after 3,000 of {len(bmp):,} bytes"),
        "truncated.pgm": (b"P5 200 200 255\n" + bytes(50), cut.format(65)),
        "cut in its header.png": (png[:20], cut.format(20)),
        "empty.png": (b"", "is empty (0 bytes)"),
        "text.jpg": (b"this is no picture\n", "is text, not an image"),
        "page.jpg": (b"<html><body>404", "is a web page, not an image"),
        "bomb.png": (
            png_of(30_000, 30_000),
            "has 900,000,000 pixels, more than the 200,000,000 allowed (GROUPLINE_MAX_PIXELS)",
        ),
        "broken.png": (
            bytes(broken),
            "is a damaged PNG: it cannot be decoded (unrecognized data stream contents when reading image file)",
        ),
        "photo.heic": (
            b"\0\0\0\x18ftypheic" + bytes(40),
            "is a HEIC image, which is not read here; convert it to PNG or TIFF",
        ),
    }


def outcomes_of(source: Source) -> dict[str, str | None]:
    """Each file of a source by its last name: the words that a user sees, or None for a good image."""
    told: dict[str, str | None] = {}
    for outcome in scan(open_source(source), max_pixels=MAX_PIXELS):
        reason = outcome.reason if isinstance(outcome, Rejected | Skipped | Ignored) else None
        told[outcome.uri.partition("::")[0].rpartition("/")[2]] = reason
    return told


GOOD = {"a.png": None, "b.png": None, "c.png": None, "d.png": None, "LICENSE": "not an image: LICENSE"}


def test_every_bad_file_gets_its_reason_and_the_good_ones_survive(
    folder: Path, encode: Encode, steel: np.ndarray
) -> None:
    bad = bad_files(encode, steel)
    for name, (content, _) in bad.items():
        (folder / "good" / name).write_bytes(content)
    assert outcomes_of(folder) == GOOD | {name: reason for name, (_, reason) in bad.items()}


def test_a_wrong_extension_is_noted_and_the_content_wins(folder: Path, encode: Encode, steel: np.ndarray) -> None:
    (folder / "x.jpg").write_bytes(encode(steel, "BMP"))
    (wrong,) = scan(open_source(folder / "x.jpg"), max_pixels=MAX_PIXELS)
    assert isinstance(wrong, Scanned)
    assert (wrong.format, wrong.notes) == ("BMP", ("is BMP under the name x.jpg",))


def unsafe_zip(folder: Path) -> Path:
    image = (folder / "d.png").read_bytes()
    with zipfile.ZipFile(folder.parent / "x.zip", "w") as archive:
        for name in ("a.png", "../up.png", "/etc/absolute.png", "C:\\drive.png", "in/../../out.png", "more.zip", ".h"):
            archive.writestr(name, image)
        link = zipfile.ZipInfo("link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("last.png", (folder / "good" / "a.png").read_bytes())
    return folder.parent / "x.zip"


def unsafe_tar(folder: Path) -> Path:
    with tarfile.open(folder.parent / "x.tar.gz", "w:gz") as archive:
        archive.add(folder / "d.png", "./a.png")
        for name in ("../up.png", "/etc/absolute.png", "C:\\drive.png", "in/../../out.png", "more.zip", ".h"):
            archive.addfile(tarfile.TarInfo(name), io.BytesIO())
        for kind, name in ((tarfile.SYMTYPE, "link.png"), (tarfile.LNKTYPE, "hard.png"), (tarfile.CHRTYPE, "dev.png")):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        archive.add(folder / "good" / "a.png", "last.png")
    return folder.parent / "x.tar.gz"


@pytest.mark.parametrize("build", [unsafe_zip, unsafe_tar])
def test_unsafe_members_are_skipped_and_never_written(build: Callable[[Path], Path], folder: Path) -> None:
    archive = build(folder)
    before = sorted(folder.parent.rglob("*"))
    told = outcomes_of(archive)
    links = {name: "is a link or a device, not a file" for name in ("link.png", "hard.png", "dev.png") if name in told}
    assert told == links | {
        "a.png": None,
        "up.png": "has '..' in its path inside its archive",
        "absolute.png": "has an absolute path inside its archive",
        "C:\\drive.png": "has an absolute path inside its archive",
        "out.png": "has '..' in its path inside its archive",
        "more.zip": "is an archive inside the source; import it by itself, or unpack it first",
        ".h": "is hidden (its name, or its folder's, starts with a dot)",
        "last.png": None,
    }
    assert "link.png" in links
    assert sorted(folder.parent.rglob("*")) == before


def test_an_unreadable_folder_and_file_are_skipped_and_the_rest_survives(locked: Path) -> None:
    assert outcomes_of(locked) == {
        "good": "is a folder that cannot be opened: Permission denied",
        "d.png": "cannot be read: Permission denied",
        "c.png": None,
        "LICENSE": "not an image: LICENSE",
    }


def test_a_bad_near_label_table_is_counted_and_listed(folder: Path) -> None:
    rows = ["Datei;Güte", "a.png;gut", "b.png;gut", "b.png;schlecht", "c.png;gut", "c.png;gut", "weg.png;gut", "d.png;"]
    table = folder.parent / "labels.csv"
    table.write_bytes("\r\n".join(rows).encode("cp1252"))
    source = near_label_source(table)
    assert source == CsvNearLabels(str(table))
    lookup = source.read()
    images = [outcome for outcome in scan(open_source(folder), max_pixels=MAX_PIXELS) if isinstance(outcome, Scanned)]
    labels = {image.name: lookup.label_of(image.name, image.uri) for image in images}
    assert labels == {"d.png": None, "defect/c.png": "gut", "good/a.png": "gut", "good/b.png": None}
    told = lookup.report()
    assert told is not None
    assert told.pop("encoding") in ("cp1252", "latin_1", "cp1250")
    assert told == {
        "file": str(table),
        "separator": ";",
        "file_column": "Datei",
        "label_column": "Güte",
        "rows": 7,
        "files": 5,
        "empty_labels": 1,
        "rows_without_file": 0,
        "repeated": 1,
        "conflicting": {"count": 1, "files": ["b.png"]},
        "matched": 4,
        "unknown_files": {"count": 1, "files": ["weg.png"]},
        "ambiguous": {"count": 0, "files": []},
    }
