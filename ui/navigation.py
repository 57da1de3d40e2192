"""Which pages there are, in the order of the work."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parents[1] / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its file in `pages`, its title, and whether the sidebar names it."""

    file: str
    title: str
    hidden: bool = False

    @property
    def path(self) -> Path:
        """Where the page's script lies."""
        return PAGES / self.file


ENTRIES = (
    Entry("home.py", "Workspace"),
    Entry("images.py", "Images"),
    Entry("encode.py", "Encode"),
    Entry("group.py", "Group"),
    Entry("explore.py", "Explore"),
    Entry("search.py", "Search"),
    Entry("label.py", "Label"),
    Entry("zero_shot.py", "Zero-shot"),
    Entry("train.py", "Train"),
    Entry("models.py", "Models"),
    Entry("predict.py", "Predict"),
    Entry("image.py", "Image", hidden=True),
)


def exists(file: str) -> bool:
    """Whether a page is there to be linked to."""
    return any(entry.file == file and entry.path.is_file() for entry in ENTRIES)


def pages() -> list[st.Page]:
    """Return what `st.navigation` takes; the first page is the one without a path of its own."""
    return [
        st.Page(entry.path, title=entry.title, default=place == 0, visibility="hidden" if entry.hidden else "visible")
        for place, entry in enumerate(ENTRIES)
    ]
