"""The images of a project as the page has them, and the colours of what is said of them."""

from grouping.store.pictures import NONE
from grouping.store.pictures import PictureColumns as Pictures

__all__ = ["COLORS", "GREY", "NONE", "Pictures"]

COLORS = (
    "#3b6ea5", "#c9822b", "#4b8f6b", "#a8527f", "#7a6bb0", "#b5493f", "#2f8f9d", "#9a8b2f",
    "#5d6d7e", "#d0719a", "#6f9e3c", "#8c5a3c", "#4c5fc0", "#c05a8e", "#3f7f5f", "#b08a4c",
)  # fmt: skip
"""Colours of near-labels and of groups, in turn; classes have their own."""

GREY = "#8a8f98"
