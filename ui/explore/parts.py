"""Cards and matrix over the gallery: what they ask for, and which images the open card or cell holds."""

from functools import partial

import numpy as np
import streamlit as st

from ui.clusters.board import Action, action_of, board
from ui.comparing.comparison import comparison
from ui.comparing.ground import Ground
from ui.comparing.matrix import part_in
from ui.comparing.table import in_part
from ui.components.gallery.view import selected_ids
from ui.components.map.view import Mask
from ui.explore.desk import Desk, desk
from ui.explore.edits import go_to, promote_group, rename_group
from ui.explore.group_cards import near_colors
from ui.explore.stage import Stage
from ui.explore.view import View
from ui.person import not_allowed
from ui.plain import plain

BOARD, MATRIX = "explore_board", "explore_matrix"
CARDS_HEIGHT, MATRIX_HEIGHT = 470, 400


def cards(view: View, stage: Stage, mine: Desk) -> Mask | None:
    """Draw the groups below as cards, and return which images the one holds that is shown; None for all."""
    st.caption(plain(stage.figures))
    paths = {card.key for card in stage.cards}
    shown = mine.part if mine.part in paths else ""
    board(
        stage.cards,
        view.pictures.aspect(view.rows),
        near_colors(view.pictures),
        classes=[one.name for one in view.labels.classes],
        shown=shown,
        height=CARDS_HEIGHT,
        key=BOARD,
        on_act=partial(_take_action, view, paths),
        refused={"promote": not_allowed("label"), "rename": not_allowed("edit groups")},
    )
    return np.isin(view.images.ids, view.tree.group(shown).image_ids) if shown else None


def _take_action(view: View, paths: set[str]) -> None:
    wanted = action_of(st.session_state[BOARD].act)
    if wanted is None:
        return
    if wanted.verb == "image" and wanted.key.isdecimal():
        found = selected_ids({"ids": [int(wanted.key)]}, view.images.ids)
        desk().opened = found[0] if found else None
    elif wanted.verb == "show":
        desk().show_part(wanted.key if wanted.key in paths else "")
    elif wanted.key in paths:
        _act(view, wanted)


def _act(view: View, wanted: Action) -> None:
    if wanted.verb == "open":
        go_to(wanted.key)
    elif wanted.verb == "rename":
        rename_group(view.project, wanted.key, wanted.text)
    elif wanted.verb == "promote" and wanted.text:
        promote_group(view.project, wanted.key, wanted.text, view.labels.name, overwrite=False)
    desk().redraw = True


def compared(ground: Ground, mine: Desk) -> Mask | None:
    """Draw two partitions as a matrix, and return which images the open cell holds; None for all."""
    found = comparison(ground, mine.part, MATRIX_HEIGHT, MATRIX, _take_part)
    return in_part(mine.part, found.rows, found.columns) if found else None


def _take_part() -> None:
    desk().show_part(part_in(st.session_state[MATRIX].part))
