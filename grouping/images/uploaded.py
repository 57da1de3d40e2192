"""Where the files of an upload lie: a folder with what was sent as it was, archives apart so that they are opened."""

from grouping.images.found import ARCHIVE_SUFFIXES

SCHEME = "upload://"
"""A source that starts so is the folder of an upload, which holds FILES and ARCHIVES."""

FILES, ARCHIVES = "files", "archives"


def part_of(name: str) -> str:
    """Return the part of an upload's folder that a file of this name belongs to."""
    return ARCHIVES if name.lower().endswith(ARCHIVE_SUFFIXES) else FILES
