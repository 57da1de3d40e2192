"""Putting the images of a set into an export, one at a time: read, check, copy or link."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from grouping.errors import CancelledError, GrouplineError
from grouping.exporters.file_names import image_file_name
from grouping.exporters.labeled import LabeledImage, LabeledSet
from grouping.exporters.suffixes import suffix_of
from grouping.exporters.writing import Options, Placed, Reader, Written

_LISTED = 10
_LINKERS: dict[str, Callable[[str, Path], None]] = {"hard": os.link, "symbolic": os.symlink}


def place_images(
    labeled: LabeledSet, folder: Path, read: Reader, options: Options, home: Callable[[LabeledImage], str]
) -> Written:
    """Put each image into the folder `home(image)`, a path below `folder`.

    Each file is read and must still have the SHA-256 under which it was labeled, linked ones too. Links are made to
    local files; others (members of archives, remote files, other disks for hard links) are copied and counted.
    Raises GrouplineError when images cannot be read, listing them, but with `options.skip_unreadable`; and always
    when none can.
    """
    placed: list[Placed] = []
    unreadable: list[tuple[str, str]] = []
    copied = 0
    for done, image in enumerate(labeled.images):
        options.progress(done, len(labeled.images), "images")
        data = _read(image, read)
        if isinstance(data, str):
            unreadable.append((image.uri, data))
            continue
        file = _path(image, data, home(image))
        copied += _put(folder / file, image, data, options.links)
        placed.append(Placed(image, file))
    options.progress(len(labeled.images), len(labeled.images), "images")
    _refuse_unreadable(len(placed), unreadable, options)
    return Written(tuple(placed), tuple(unreadable), copied, _notes(placed, copied))


def _read(image: LabeledImage, read: Reader) -> bytes | str:
    """Return the image's bytes, or the reason why there are none."""
    try:
        data = read(image)
    except CancelledError:
        raise
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except Exception as error:  # noqa: BLE001  (remote file systems raise errors of their own; each is reported)
        return f"cannot be read: {error or type(error).__name__}"
    if hashlib.sha256(data).hexdigest() != image.sha256:
        return "has changed since it was imported (its bytes have another SHA-256)"
    return data


def _path(image: LabeledImage, data: bytes, home: str) -> str:
    name = image_file_name(image.name, image.sha256, suffix_of(image.name, data))
    return f"{home}/{name}" if home else name


def _put(path: Path, image: LabeledImage, data: bytes, links: str) -> bool:
    """Copy or link an image; return whether a copy was made where a link was wanted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if links != "copy" and _linked(path, image.uri, len(data), _LINKERS[links]):
        return False
    with path.open("xb") as file:
        file.write(data)
    return links != "copy"


def _linked(path: Path, uri: str, size: int, link: Callable[[str, Path], None]) -> bool:
    source = os.path.realpath(uri)
    try:
        if not Path(uri).is_absolute() or Path(source).stat().st_size != size:
            return False
        link(source, path)
    except OSError:  # another disk, a file system without links, no local file: the caller copies and counts
        return False
    return True


def _refuse_unreadable(n_placed: int, unreadable: list[tuple[str, str]], options: Options) -> None:
    if not unreadable or (options.skip_unreadable and n_placed):
        return
    listed = "\n".join(f"  {uri} {reason}" for uri, reason in unreadable[:_LISTED])
    more = f"\n  and {len(unreadable) - _LISTED:,} more" if len(unreadable) > _LISTED else ""
    total = n_placed + len(unreadable)
    raise GrouplineError(
        f"{len(unreadable):,} of {total:,} images cannot be exported; nothing was written. Bring the files back, or "
        f"export the others alone (skip unreadable).\n{listed}{more}"
    )


def _notes(placed: list[Placed], copied: int) -> tuple[str, ...]:
    strange = [one.file for one in placed if one.file and not Path(one.file).suffix]
    gifs = sum(one.file.endswith(".gif") for one in placed if one.file)
    notes = []
    if copied:
        notes.append(f"{copied:,} images were copied, because their files cannot be linked from here.")
    if gifs:
        notes.append(f"{gifs:,} images are GIF, which torchvision's ImageFolder leaves out.")
    if strange:
        notes.append(f"{len(strange):,} images have no ending that tells their format, e.g. {strange[0]}.")
    return tuple(notes)
