"""What is measured of each image and told on a scale: health figures, and how far out it lies."""

import numpy as np
import streamlit as st

from grouping.neighbours.outliers import STANDS_OUT, Scores
from grouping.project import Project
from grouping.types import Floats, Ints
from ui.explore.ramp import Ramped, by_value, ends
from ui.explore.view import View

SHARPNESS, BRIGHTNESS, CONTRAST, FARNESS = "Sharpness", "Brightness", "Contrast", "Outlier score"
FIGURES = {SHARPNESS: "sharpness", BRIGHTNESS: "brightness", CONTRAST: "contrast"}
"""Health figures -> their columns."""


def measures(view: View) -> list[str]:
    """Return what there is to colour by; the outlier score is not there before the neighbours were found."""
    return [*FIGURES, *([FARNESS] if view.project.look() else [])]


def by_measure(view: View, name: str) -> Ramped:
    """Colour a group's images by one of `measures`."""
    if name == FARNESS:
        found = view.project.outlier_scores()
        values = np.full(len(view.rows), np.nan) if found is None else scores_of(found, view.images.ids)
        return by_value(name, values, 0.0, 2 * STANDS_OUT, f"{STANDS_OUT:g} stands out")
    values = figures_of(view, name)
    return by_value(name, values, *ends(values))


def scores_of(scores: Scores, ids: Ints) -> Floats:
    """Return the score of each image, (n_images,); NaN for one without."""
    found = np.full(len(ids), np.nan)
    if len(scores.ids):
        at = np.minimum(np.searchsorted(scores.ids, ids), len(scores.ids) - 1)
        there = scores.ids[at] == ids
        found[there] = scores.values[at[there]]
    return found


def figures_of(view: View, name: str) -> Floats:
    """Return a health figure of each image of the group, (n_images,); NaN for one without."""
    ids = view.pictures.ids
    newest = int(ids[-1]) if len(ids) else 0
    kept = _figures(str(view.project.workspace.home), view.project.name, view.project.id, len(ids), newest)
    return kept[name][view.rows]


@st.cache_resource(max_entries=4, show_spinner=False)
def _figures(home: str, name: str, project_id: int, n_images: int, newest: int) -> dict[str, Floats]:
    """Read the figures of all images, by ascending id; read anew where there are other images than before."""
    table = Project.open(name, home=home).health_figures()
    return {title: table[column].to_numpy() for title, column in FIGURES.items()}
