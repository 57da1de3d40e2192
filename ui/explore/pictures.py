"""The images of a project as arrays, read once for all sessions; sorted by id, like everything on the page."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from grouping.project import Project
from grouping.types import Ints

COLORS = (
    "#3b6ea5", "#c9822b", "#4b8f6b", "#a8527f", "#7a6bb0", "#b5493f", "#2f8f9d", "#9a8b2f",
    "#5d6d7e", "#d0719a", "#6f9e3c", "#8c5a3c", "#4c5fc0", "#c05a8e", "#3f7f5f", "#b08a4c",
)  # fmt: skip
"""Colours of near-labels and of groups, in turn; classes have their own."""

GREY = "#8a8f98"

NONE = -1


@dataclass(frozen=True, slots=True)
class Pictures:
    """What the page knows of each image, in arrays of the same order."""

    ids: Ints
    checksums: tuple[str, ...]
    names: tuple[str, ...]
    near_codes: Ints
    """(n_images,): the place in `near_names`, NONE for no near-label."""
    near_names: tuple[str, ...]
    aspects: "np.ndarray[tuple[int], np.dtype[np.float64]]"

    def rows(self, image_ids: Iterable[int]) -> Ints:
        """Return where images stand in these arrays; those that are not there are left out."""
        wanted = np.fromiter(image_ids, np.int64)
        if not len(self.ids):
            return np.zeros(0, np.int64)
        rows = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        return np.asarray(rows[self.ids[rows] == wanted])

    def aspect(self, rows: Ints) -> float:
        """Return width over height of the typical image; 1 where there is none."""
        return float(np.median(self.aspects[rows])) if len(rows) else 1.0


def pictures_of(table: pd.DataFrame) -> Pictures:
    """Return a project's table of images as arrays."""
    near = pd.Categorical(table["near_label"])
    return Pictures(
        ids=table["id"].to_numpy(np.int64),
        checksums=tuple(table["sha256"]),
        names=tuple(str(name) for name in table["name"]),
        near_codes=np.asarray(near.codes, np.int64),
        near_names=tuple(str(name) for name in near.categories),
        aspects=(table["width"] / table["height"]).to_numpy(np.float64),
    )


@st.cache_resource(max_entries=4, ttl=60, show_spinner=False)
def _read(home: str, name: str, count: int, newest: int) -> Pictures:
    return pictures_of(Project.open(name, home=home).images())


def pictures(project: Project) -> Pictures:
    """Return a project's images; read anew when some came in, and at least every minute."""
    everything = project.tree().all_ids
    return _read(str(project.workspace.home), project.name, len(everything), max(everything, default=0))
