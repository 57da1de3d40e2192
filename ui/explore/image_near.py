"""What lies near one image, on its page: near-duplicates, similar images with their labels, and how far out it lies."""

import numpy as np
import streamlit as st

from grouping.labels import LabelSet
from grouping.neighbours.outliers import STANDS_OUT, Scores
from grouping.project import Project
from grouping.store.pictures import PictureColumns
from grouping.types import Floats, Ints
from ui.components.tiles import Tile, opened, tiles
from ui.explore.pictures import GREY
from ui.looking import missing_images, offer
from ui.wording import counted

SIMILAR, COPIES = "image_similar", "image_copies"
SHOWN = 12
"""Similar images, and near-duplicates, that the page shows."""


def near(project: Project, image_id: int, labels: LabelSet) -> None:
    """Draw it; where the neighbours were not found yet, the button that has them found."""
    look = project.look()
    if look is None:
        st.markdown("**Similar images**")
        if project.encodings():
            offer(project, "Nobody has looked for the neighbours of these images yet.", "Find neighbours")
        else:
            st.caption("Encode the project to see similar images here.")
        return
    pictures = project.picture_columns()
    copies = look.duplicates_of(image_id)
    if copies:
        st.markdown(f"**Near-duplicates** · {len(copies):,}")
        found = tiles_of(np.array(copies[:SHOWN]), pictures, labels)
        tiles(found, "Near-duplicates", _aspect(pictures, found), COPIES, lambda: _open(COPIES))
    st.markdown("**Similar images**")
    ids, distances = look.similar(image_id, SHOWN)
    if look.row(image_id) is None:
        st.caption("This image has no embedding that was compared with the others yet.")
    else:
        st.caption(farness(look.scores(), image_id))
        found = tiles_of(ids, pictures, labels, distances)
        tiles(found, "Similar images", _aspect(pictures, found), SIMILAR, lambda: _open(SIMILAR))
    missing_images(project, look.n_missing)


def tiles_of(ids: Ints, pictures: PictureColumns, labels: LabelSet, distances: Floats | None = None) -> list[Tile]:
    """Return images as tiles, in their order, with their classes and, where given, their distances."""
    colors = {one.name: one.color for one in labels.classes}
    found = []
    for place, image_id in enumerate(ids.tolist()):
        row = int(pictures.rows([image_id])[0])
        given = labels.labels.get(image_id)
        name = given.class_name if given else ""
        note = "" if distances is None else f"{distances[place]:.3f}"
        label, color = name or "no label", colors.get(name, GREY)
        found.append(Tile(image_id, pictures.checksum(row), pictures.names[row], label, color, note))
    return found


def farness(scores: Scores, image_id: int) -> str:
    """Return in words how far out an image lies; '' for one without a score."""
    place = int(np.searchsorted(scores.ids, image_id))
    if place >= len(scores.ids) or scores.ids[place] != image_id:
        return ""
    value, others = float(scores.values[place]), len(scores.ids) - 1
    beyond = int((scores.values < value).sum())
    if value > STANDS_OUT:
        return f"Stands out: farther from its neighbours than {beyond:,} of the {counted(others, 'other image')}."
    return f"Lies among others: farther from its neighbours than {beyond:,} of the {counted(others, 'other image')}."


def _aspect(pictures: PictureColumns, found: list[Tile]) -> float:
    return pictures.aspect(pictures.rows(one.id for one in found))


def _open(key: str) -> None:
    image_id = opened(st.session_state[key].open)
    if image_id is not None:
        st.query_params["image"] = str(image_id)
