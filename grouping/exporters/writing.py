"""What an exporter is given beside the set, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grouping.errors import GrouplineError
from grouping.exporters.labeled import LabeledImage, LabeledSet
from grouping.types import Progress, silent

LINKS = ("copy", "hard", "symbolic")

Reader = Callable[[LabeledImage], bytes]
"""Gives the bytes of an image's file; raises OSError or GrouplineError when they cannot be had."""


@dataclass(frozen=True, slots=True)
class Options:
    """How images get into an export: as copies, or as links to local files.

    A hard link shares its bytes with the original: who edits one edits both. `folder_name` is the name that the
    export will have, for formats which write it into their addresses.
    """

    links: str = "copy"
    skip_unreadable: bool = False
    progress: Progress = silent
    folder_name: str = "export"

    def __post_init__(self) -> None:
        if self.links not in LINKS:
            raise GrouplineError(f"Images are exported by {', '.join(LINKS)}; got {self.links!r}.")


@dataclass(frozen=True, slots=True)
class Placed:
    """An image in an export: its path there, with '/', None where the format holds labels alone."""

    image: LabeledImage
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What an exporter wrote: the images, in the order of the set, and what a person should know.

    `unreadable` holds (uri, reason) of the images left out; `copied` counts those that could not be linked.
    """

    placed: tuple[Placed, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    copied: int = 0
    notes: tuple[str, ...] = ()


Writer = Callable[[LabeledSet, Path, Reader, Options], Written]
"""Writes a set into an empty folder."""
