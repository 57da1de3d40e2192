"""Likely mislabeled first: the gallery by suspicion, and the class that the neighbours suggest."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from grouping.project import Project
from grouping.steps.look import Look, Suspects
from grouping.types import Ints
from ui.components.tiles import Tile, opened, tiles
from ui.label.bar import assign
from ui.label.reading import Labeling
from ui.looking import missing_images, offer
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted

FIRST, TILES, _KEPT = "label-suspects-first", "label-suspect-tiles", "label-suspects"
SHOWN, OFFERED = 12, 3
"""Suspects shown with what is suggested; suggested classes that a selection is offered."""


def suspects_first(project: Project, labeling: Labeling) -> Suspects | None:
    """Draw the switch, and return the suspects where it is on; None where it is off or nothing can be told yet."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        on = st.toggle(
            "Likely mislabeled first",
            key=FIRST,
            help="First come labeled images whose nearest labeled images mostly have another class, which is named.",
        )
        look = project.look() if on else None
        found = None if look is None else _suspects(project, look, labeling)
        if found is not None:
            st.caption(told(found), width="content")
    if on and look is None:
        _not_yet(project)
    if look is None or found is None:
        return None
    missing_images(project, look.n_missing)
    return found


def _not_yet(project: Project) -> None:
    if project.encodings():
        offer(project, "Nobody has looked for the neighbours of these images yet.", "Find neighbours")
    else:
        st.caption("This needs embeddings: encode the project first.")


def _suspects(project: Project, look: Look, labeling: Labeling) -> Suspects:
    """Return the suspects, kept for this session until labels or neighbours change."""
    key = (project.id, project.version(), labeling.label_set.name, look.n_missing, len(look.kept.ids))
    kept: tuple[object, Suspects] | None = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        kept = (key, look.suspects({i: label.class_name for i, label in labeling.label_set.labels.items()}))
        st.session_state[_KEPT] = kept
    return kept[1]


def told(found: Suspects) -> str:
    """Return in words how many suspects there are, and of how many labeled images."""
    told = f"{counted(len(found.ids), 'suspect')} among {counted(found.n_judged, 'labeled image')}."
    if found.n_unjudged:
        told += f" {counted(found.n_unjudged, 'image')} could not be judged: no labeled image is near enough."
    return told


def by_suspicion(places: Ints, ids: Ints, found: Suspects) -> Ints:
    """Return places of images with the suspects among them first, the most suspect first; the others stay in order.

    `ids` are the ids behind all places, ascending.
    """
    wanted = np.searchsorted(ids, found.ids)
    wanted = wanted[np.isin(found.ids, ids)]
    first = wanted[np.isin(wanted, places)]
    return np.concatenate([first, places[~np.isin(places, first)]])


def suspect_tiles(labeling: Labeling, found: Suspects, shown: Ints, open_image: str) -> None:
    """Draw the most suspect of the shown images, each with what it is labeled and what is suggested instead.

    A click puts the image's id into the session under `open_image`.
    """
    first = tiles_of(labeling, found, shown)
    if first:
        tiles(first, "Likely mislabeled", labeling.aspect, TILES, partial(_open, open_image), one_row=True)


def tiles_of(labeling: Labeling, found: Suspects, shown: Ints) -> list[Tile]:
    """Return the first SHOWN suspects among some ids as tiles."""
    colors = {one.name: one.color for one in labeling.label_set.classes}
    there = np.flatnonzero(np.isin(found.ids, shown))[:SHOWN]
    rows = labeling.images.rows(found.ids[there].tolist())
    return [
        Tile(
            id=int(found.ids[place]),
            sha256=labeling.images.checksum(int(row)),
            name=labeling.images.names[int(row)],
            label=found.labels[place],
            color=colors.get(found.labels[place], ""),
            note=f"rather {found.suggested[place]}",
        )
        for place, row in zip(there.tolist(), rows, strict=True)
    ]


def _open(key: str) -> None:
    image_id = opened(st.session_state[TILES].open)
    if image_id is not None:
        st.session_state[key] = image_id


def suggestions(found: Suspects, picked: Sequence[int]) -> list[tuple[str, tuple[int, ...]]]:
    """Return (suggested class, images) of a selection's suspects, the class of most images first."""
    suggested = dict(zip(found.ids.tolist(), found.suggested, strict=True))
    counts = Counter(suggested[i] for i in picked if i in suggested)
    return [(name, tuple(i for i in picked if suggested.get(i) == name)) for name, _ in counts.most_common()]


def take_suggestions(project: Project, labeling: Labeling, found: Suspects, picked: tuple[int, ...]) -> None:
    """Draw a button for each class that is suggested for the selection; each says how many images it is about."""
    offered = suggestions(found, picked)[:OFFERED]
    if offered:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("As suggested:", width="content")
            for name, ids in offered:
                st.button(
                    f"{counted(len(ids), 'image')} to {plain(name, 40)}",
                    key=f"suggested-{name}",
                    **allowed("label"),
                    on_click=partial(assign, project, labeling.label_set.name, ids, name),
                )
