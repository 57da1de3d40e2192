"""What a network sees of an image: real images of the project, through the very preprocessing of the encoding."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import streamlit as st

from grouping.encoders.catalogue import card
from grouping.encoders.preprocess import Views, preprocess
from grouping.project import Project
from grouping.steps.encode_images import read_image
from ui.overview import spread

EXAMPLES = 3
SHOWN_VIEWS = 12
GAP = 6
SQUARE = 200
"""Pixels of a square view's side on the page."""

Picture = npt.NDArray[np.uint8]

WAYS = {
    "stretch": "The whole image is resized to the network's square, whatever its aspect.",
    "letterbox": "The whole image is fitted into the square, aspect kept, on its own mean colour.",
    "tiles": "Overlapping squares are cut along the long side; their embeddings are averaged. Best for fine defects "
    "on strips, and as many times slower as there are tiles.",
    "grid": "Overlapping squares of two thirds of the short side are cut all over; their embeddings are averaged. For "
    "details in images of any shape, and as the context beside whole images.",
    "native": "The image keeps its aspect; for fully convolutional networks, so not for vgg16_fc7.",
}


@dataclass(frozen=True, slots=True)
class Example:
    """An image to preview, and where it lies."""

    sha256: str
    name: str
    uri: str | None
    width: int
    height: int


def examples(project: Project, wanted: int = EXAMPLES) -> list[Example]:
    """Return some images, spread over the project."""
    chosen = spread(tuple(project.picture_columns().ids.tolist()), wanted)
    rows = project.images(only=chosen).to_dict("records")
    return [
        Example(row["sha256"], row["name"], _text(row["stored_uri"]) or _text(row["path"]), row["width"], row["height"])
        for row in rows
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


@st.cache_data(max_entries=64, show_spinner=False)
def seen(example: Example, encoder: str, how: str, size: int | None) -> tuple[Picture, int]:
    """Return the network's views of an image side by side, and how many there are.

    Raises UnreadableImageError where the file is gone, GrouplineError where encoder and size do not fit.
    """
    views = preprocess(read_image(example.sha256, example.uri), card(encoder), how, size)
    return side_by_side(views[:SHOWN_VIEWS]), len(views)


def side_by_side(views: Views) -> Picture:
    """Return views (n, height, width, 3) as one picture (height, n * width + gaps, 4) with clear gaps."""
    n, height, width, _ = views.shape
    canvas = np.zeros((height, n * (width + GAP) - GAP, 4), np.uint8)
    for place, view in enumerate(views):
        left = place * (width + GAP)
        canvas[:, left : left + width] = np.dstack([view, np.full((height, width), 255, np.uint8)])
    return canvas
