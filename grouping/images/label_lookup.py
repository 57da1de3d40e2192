"""From the rows of a near-label table to the near-label of each image, without guessing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, Protocol

from grouping.images.sniff import has_image_name

LISTED = 100
"""Of each kind of trouble at most so many files are listed; all are counted."""


class NearLabelLookup(Protocol):
    """Tells the near-label of one image after the other, then reports."""

    def label_of(self, name: str, uri: str) -> str | None:
        """Return the near-label of the image with this path inside its source and this URI; None where it has none."""

    def report(self) -> dict[str, Any] | None:
        """Report, ready for JSON, on what was asked so far; None where there is nothing to report."""


class FolderLookup:
    """The near-label is the name of the folder that holds the image; at the source's root it is none."""

    def label_of(self, name: str, uri: str) -> str | None:
        """Return the parent folder's name."""
        return PurePosixPath(name).parent.name or None

    def report(self) -> None:
        """Report nothing: every image has the label that one sees."""


def tidy(path: str) -> str:
    """Return a table's spelling of a path with `/`, without the blanks and the `./` around it."""
    return path.strip().replace("\\", "/").removeprefix("./")


def counted(files: Iterable[str]) -> dict[str, Any]:
    """Return how many files there are, and the first `LISTED` of them."""
    listed = list(files)
    return {"count": len(listed), "files": listed[:LISTED]}


class TableLookup:
    """Near-labels from a table: an image is found by its path, then by its base name where nothing else has it.

    Parameters
    ----------
    labels
        The label of each file that the table names, as `tidy` spells it; None: named, but without one label.
    about
        What reading the table found, for the report.
    absent
        The label of images that the table does not name.
    names
        The images' paths inside their source, where they are known beforehand: then a base name that several of
        them share labels none of them. Without them it labels the first that asks.
    """

    def __init__(
        self,
        labels: Mapping[str, str | None],
        about: Mapping[str, Any],
        absent: str | None = None,
        names: Iterable[str] = (),
    ):
        self._labels, self._about, self._absent = labels, about, absent
        self._sharing = Counter(_last(name) for name in names)
        self._by_base: dict[str, list[str]] = {}
        for key in labels:
            self._by_base.setdefault(_last(key), []).append(key)
        self._users: dict[str, str] = {}
        self._ambiguous: dict[str, None] = {}

    def label_of(self, name: str, uri: str) -> str | None:
        """Return the near-label of the image with this path inside its source and this URI; None where it has none."""
        for path, place in ((name, uri), (_without_ending(name), _without_ending(uri))):
            if keys := self._by_base.get(_last(path)):
                key = _by_path(keys, path, place) or self._by_name(keys, name)
                if key is None:
                    self._ambiguous[name] = None
                    return None
                self._users.setdefault(key, name)
                return self._labels[key]
        return self._absent

    def _by_name(self, keys: list[str], name: str) -> str | None:
        alone = len(keys) == 1 and self._sharing[_last(name)] <= 1 and self._users.get(keys[0], name) == name
        return keys[0] if alone else None

    def report(self) -> dict[str, Any]:
        """Report how the table was read, and its rows and the images that did not find each other, ready for JSON.

        `unknown_files` are in the table alone; `ambiguous` images have a base name that fits several rows, or that
        several images have, and therefore no label.
        """
        return {
            **self._about,
            "matched": len(self._users),
            "unknown_files": counted(key for key in self._labels if key not in self._users),
            "ambiguous": counted(self._ambiguous),
        }


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _without_ending(path: str) -> str:
    return path.rpartition(".")[0] if has_image_name(path) else path


def _by_path(keys: list[str], path: str, place: str) -> str | None:
    """Return the key that names this path: the same, the end of its place, or a longer path with the same end."""
    if path in keys:
        return path
    ends = [key for key in keys if "/" in key and ("/" + place).endswith("/" + key.lstrip("/"))]
    if ends:
        return max(ends, key=len)
    longer = [key for key in keys if "/" in path and key.endswith("/" + path)]
    return longer[0] if len(longer) == 1 else None
