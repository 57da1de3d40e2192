"""The finding that the page is asked for, read from what the worker found, or why it cannot be told yet."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from grouping.errors import UnknownNameError
from grouping.steps.look import Look, Suspects
from grouping.types import Ints
from ui.explore.findings import (
    ALONE,
    COPIES,
    FINDINGS,
    MISLABELED,
    NEAR_MISLABELED,
    STANDING_OUT,
    Finding,
    found,
    mislabeled,
    near_duplicates,
    similar,
    standing_out,
)
from ui.explore.measures import scores_of
from ui.explore.pictures import NONE, Pictures
from ui.explore.view import View
from ui.looking import missing_images, offer

NEAREST = 50
"""Similar images that are shown; the neighbour graph knows no more."""
_KEPT = "explore_suspects"


def there_are(view: View) -> list[str]:
    """Return the findings that can be asked for."""
    return [one for one in FINDINGS if one != NEAR_MISLABELED or view.pictures.near_names]


def finding(view: View, show: str, like: int | None, ask: bool) -> Finding | None:
    """Return what was asked for; None where nothing was, and nothing but the reason where it cannot be told yet.

    With `ask`, the button is drawn that has the worker find what is not known yet.
    """
    if show not in FINDINGS and like is None:
        return None
    look = view.project.look()
    if look is None:
        return _not_yet(view, ask)
    if ask:
        missing_images(view.project, look.n_missing)
    return _asked(view, look, show) if like is None else _similar(view, look, like)


def _not_yet(view: View, ask: bool) -> Finding:
    encoded = bool(view.project.encodings())
    if encoded and ask:
        offer(view.project, "Nobody has looked for the neighbours of these images yet.", "Find neighbours")
    told = "" if encoded else "This needs embeddings: encode the project first."
    return found(np.zeros(0, np.int64), (), told)


def _asked(view: View, look: Look, show: str) -> Finding:
    ids = view.images.ids
    if show == STANDING_OUT:
        return standing_out(scores_of(look.scores(), ids))
    if show == COPIES:
        return near_duplicates(sets_of(look, ids))
    kind = "label" if show == MISLABELED else "near-label"
    return mislabeled(_suspects(view, look, kind), ids, kind)


def _similar(view: View, look: Look, like: int) -> Finding:
    if look.row(like) is None:
        return found(np.zeros(0, np.int64), (), "This image has no embedding that was compared with the others yet.")
    return similar(like, *look.similar(like, NEAREST), view.images.ids)


def sets_of(look: Look, ids: Ints) -> Ints:
    """Return the number of each image's set of near-duplicates, (n_images,); ALONE for none."""
    known = look.kept.ids
    sets = np.full(len(ids), ALONE)
    if len(known):
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        there = known[at] == ids
        sets[there] = look.kept.copies[at[there]]
    return sets


def _suspects(view: View, look: Look, kind: str) -> Suspects:
    """Return the suspects of the whole project, kept for this session until labels or neighbours change."""
    key = (view.project.id, kind, view.labels.name, view.project.version(), look.kept)
    kept: tuple[object, Pictures, Suspects] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key or kept[1] is not view.pictures:
        kept = (key, view.pictures, look.suspects(_labels(view) if kind == "label" else _near_labels(view)))
        st.session_state[_KEPT] = kept
    return kept[2]


def _labels(view: View) -> Mapping[int, str]:
    return {image_id: label.class_name for image_id, label in view.labels.labels.items()}


def _near_labels(view: View) -> Mapping[int, str]:
    pictures = view.pictures
    labeled = np.flatnonzero(pictures.near_codes != NONE)
    names = [pictures.near_names[code] for code in pictures.near_codes[labeled].tolist()]
    return dict(zip(pictures.ids[labeled].tolist(), names, strict=True))


def image_named(view: View, text: str) -> tuple[int, str] | None:
    """Return the id and the file name of the image that an address names; None for none.

    Raises UnknownNameError where the project has no such image.
    """
    if not text:
        return None
    rows = view.pictures.rows([int(text)]) if text.isdecimal() and len(text) < 19 else np.zeros(0, np.int64)
    if not len(rows):
        raise UnknownNameError(f"This project has no image '{text[:40]}' to find similar ones of.")
    return int(text), view.pictures.names[int(rows[0])].rpartition("/")[2]
