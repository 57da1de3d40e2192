"""The confusion matrix of a model: truth against prediction; a cell opens its images."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from classifiers.project import Project
from grouping.labels import LabelSet
from grouping.metrics import adjusted_rand_index, normalized_mutual_information
from ui.comparing.matrix import matrix_grid, part_in
from ui.comparing.table import Matrix, part_of
from ui.components.tiles import Tile, opened, tiles
from ui.explore.pictures import GREY
from ui.label.reading import label_set_of
from ui.modelling import Shown
from ui.navigation import PAGES
from ui.place import place
from ui.plain import plain
from ui.wording import counted

GRID, TILES = "confusion-matrix", "confusion-images"
WHERE = {"test": "Test images", "val": "Validation images", "gold": "Gold set"}
SHOWN, HEIGHT = 48, 460


def confusion_of(judged: pd.DataFrame, classes: Sequence[str]) -> Matrix:
    """Return the matrix of judged images (columns truth, predicted): rows the truth, both in the model's order."""
    order = {name: place for place, name in enumerate(classes)}
    truth, said = (judged[column].map(order).to_numpy(np.int64) for column in ("truth", "predicted"))
    counts = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(counts, (truth, said), 1)
    names = tuple(enumerate(classes))
    nmi, ari = normalized_mutual_information(truth, said), adjusted_rand_index(truth, said)
    return Matrix(rows=names, columns=names, counts=counts, left_out=0, nmi=nmi, ari=ari)


def in_cell(judged: pd.DataFrame, classes: Sequence[str], part: str) -> pd.DataFrame:
    """Return the images of a cell '2,0', a row '2,*' or a column '*,0'; of no such part all errors."""
    found = part_of(part)
    if found is None or any(code is not None and code >= len(classes) for code in found):
        return judged[~judged["right"]]
    for code, column in zip(found, ("truth", "predicted"), strict=True):
        if code is not None:
            judged = judged[judged[column] == classes[code]]
    return judged


def said_of(part: str, classes: Sequence[str], n: int) -> str:
    """Return in words which images a part holds."""
    found = part_of(part)
    images = counted(n, "image")
    if found is None or any(code is not None and code >= len(classes) for code in found):
        return f"All errors: {images}, the surest first"
    truth, said = (None if code is None else classes[code] for code in found)
    if said is None:
        return f"{images} of '{truth}'"
    if truth is None:
        return f"{images} taken for '{said}'"
    return (
        f"{images} of '{truth}', rightly recognized" if truth == said else f"{images} of '{truth}' taken for '{said}'"
    )


def confusion_view(project: Project, one: Shown) -> None:
    """Draw the matrix, and the images of the part that is open; at first all errors."""
    where = _where(project, one)
    if where is None:
        return
    if one.card["one_class"]:
        st.info("A one-class model tells normal from strange only: its figures say how often. See Errors.")
        return
    judged, classes = project.judged(one.model.key, where), list(one.card["classes"])
    part = st.query_params.get("part", "")
    matrix_grid(confusion_of(judged, classes), ("Truth", "Predicted"), part, HEIGHT, GRID, _take)
    st.caption("Rows are the truth, columns what the model says; the diagonal is right. A cell opens its images.")
    images_view(
        project, one, in_cell(judged, classes, part), said_of(part, classes, len(in_cell(judged, classes, part)))
    )


def _where(project: Project, one: Shown) -> Any:
    there = [name for name in ("test", "val") if one.card[name]]
    if project.evaluations(one.model.key)["gold"] is not None:
        there.append("gold")
    if not there:
        st.info("This model was judged on no image: it has neither validation nor test images.")
        return None
    return st.segmented_control(
        "On", there, default=there[0], required=True, key="judged-on", format_func=WHERE.__getitem__
    )


def _take() -> None:
    part = part_in(st.session_state[GRID].part)
    if part:
        st.query_params["part"] = part
    else:
        st.query_params.pop("part", None)


def images_view(project: Project, one: Shown, judged: pd.DataFrame, title: str) -> None:
    """Draw judged images as tiles, each with its truth, what was said and how surely; a click opens one."""
    _leave()
    st.markdown(f"**{plain(title)}**")
    if not len(judged):
        st.caption("None.")
        return
    pictures = project.picture_columns()
    known = judged[judged["id"].isin(set(pictures.ids.tolist()))]
    found = tiles_of(known.head(SHOWN), pictures, label_set_of(project, one.model.label_set))
    tiles(found, title, pictures.aspect(pictures.rows(tile.id for tile in found)), TILES, _open)
    if len(known) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(known):,}.")


def tiles_of(judged: pd.DataFrame, pictures: Any, labels: LabelSet) -> list[Tile]:
    """Return judged images as tiles: the true class, and what the model said where that is another."""
    colors = {one.name: one.color for one in labels.classes}
    found = []
    for row in judged.to_dict("records"):
        place_ = int(pictures.rows([int(row["id"])])[0])
        sure = f"{row['confidence']:.0%}"
        note = f"{sure} sure" if row["right"] else f"{sure} → {row['predicted']}"
        color = colors.get(row["truth"], GREY)
        found.append(Tile(int(row["id"]), pictures.checksum(place_), pictures.names[place_], row["truth"], color, note))
    return found


OPENED = "confusion-opened"


def _open() -> None:
    st.session_state[OPENED] = opened(st.session_state[TILES].open)


def _leave() -> None:
    image_id = st.session_state.pop(OPENED, None)
    if image_id is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(image_id)})
