"""What stands over the gallery, as the page hands it to its middle: the map, the cards, or what can be compared."""

from dataclasses import dataclass

import streamlit as st

from grouping.errors import GrouplineError
from grouping.types import Floats
from ui.clusters.cards import ClusterCard
from ui.comparing.ground import Ground
from ui.explore.ground import ground, lacking
from ui.explore.group_cards import child_cards, partition_figures
from ui.explore.modes import CARDS, COMPARE, MAP
from ui.explore.projection import NoMapError
from ui.explore.view import View
from ui.group.sweeps import finished_sweeps
from ui.looking import offer
from ui.plain import plain


@dataclass(frozen=True, slots=True)
class Stage:
    """At most one of them is there; without any the gallery stands alone."""

    xy: Floats | None = None
    cards: tuple[ClusterCard, ...] = ()
    figures: str = ""
    ground: Ground | None = None
    offered: bool = False
    """Whether the button that has the neighbours found is drawn already."""

    @property
    def alone(self) -> bool:
        """Whether nothing stands over the gallery."""
        return self.xy is None and not self.cards and self.ground is None


def stage_of(view: View, mode: str) -> Stage:
    """Read what a way of looking needs."""
    if mode == CARDS:
        return Stage(cards=tuple(child_cards(view)), figures=partition_figures(view))
    if mode == MAP:
        return _map(view)
    return Stage(ground=_ground(view)) if mode == COMPARE else Stage()


def _map(view: View) -> Stage:
    with st.container(key="explore_ground"):
        try:
            found = ground(view)
        except NoMapError as error:
            if not view.project.encodings():
                st.info(plain(error, 300))
                return Stage()
            offer(view.project, "The map has not been laid out yet.", "Lay out the map")
            return Stage(offered=True)
        except GrouplineError as error:
            st.error(plain(error, 300))
            return Stage()
        return Stage(xy=found.xy, offered=lacking(view, found))


def _ground(view: View) -> Ground:
    return Ground(
        project=view.project,
        group=view.group,
        children=tuple(view.tree.children(view.group.path)),
        label_sets=tuple(view.project.label_sets()),
        sweeps=tuple(finished_sweeps(view.project, view.group.path)),
        pictures=view.pictures,
        rows=view.rows,
    )
