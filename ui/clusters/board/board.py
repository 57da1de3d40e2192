"""Cards with what can be done with each group: look at its images, open it, promote it, rename it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from ui.clusters.cards import ClusterCard
from ui.clusters.cards_html import MIX_STYLE, card_html
from ui.components.group_cards import STYLE
from ui.components.payload import script

HERE = Path(__file__).parent
VERBS = ("show", "open", "promote", "rename", "image")


class Action(NamedTuple):
    """What a person wants done: with the group `key`, or (verb 'image') with the image of that id."""

    verb: str
    key: str
    text: str
    """The class or the name that was typed."""


_board = st.components.v2.component(
    "groupline_board",
    html=f"""
{STYLE}{MIX_STYLE}
<div class="board">
  <div class="gl-cards gl-clusters" role="group" aria-label="Groups as cards">
  </div>
  <datalist id="board-classes"></datalist>
</div>
""",
    css=(HERE / "board.css").read_text(encoding="utf-8"),
    js=script(HERE / "board.js"),
)


def board(
    cards: Sequence[ClusterCard],
    aspect: float,
    colors: Mapping[str, str],
    *,
    classes: Sequence[str],
    shown: str,
    height: int,
    key: str,
    on_act: Callable[[], None],
    refused: Mapping[str, str] | None = None,
) -> None:
    """Draw the cards; `shown` is the key of the one whose images the gallery shows, '' for none.

    `refused` is verb -> why this person may not do it; what stands there cannot be pressed.

    Read in the callback: `action_of(st.session_state[key].act)`.
    """
    data = {
        "cards": [
            {
                "key": card.key,
                "title": card.title,
                "name": card.name,
                "size": card.size,
                "html": card_html(card, aspect, colors),
            }
            for card in cards
        ],
        "classes": list(classes),
        "shown": shown,
        "refused": {verb: reason for verb, reason in (refused or {}).items() if reason},
        "height": height,
    }
    _board(key=key, data=data, on_act_change=on_act)


def action_of(message: Any) -> Action | None:
    """Return what the browser asks for; None for what is no action."""
    if not isinstance(message, Mapping) or message.get("verb") not in VERBS:
        return None
    return Action(str(message["verb"]), str(message.get("key", "")), str(message.get("text", "")).strip())
