"""Which plane the map lies in: PCA or UMAP, of the whole project or of one group alone; kept in the address."""

import numpy as np
import streamlit as st

from grouping.project import Project
from grouping.tree import ROOT
from grouping.types import Ints
from ui.explore.desk import desk
from ui.explore.projection import PCA, UMAP, Plane, plane
from ui.explore.view import View
from ui.looking import offer
from ui.wording import counted

TITLES = {PCA: "PCA", UMAP: "UMAP"}
_METHOD, _ALONE = "explore_method", "explore_alone"
METHOD, ALONE = "map", "alone"
"""The address's parameters."""


def wanted(view: View) -> tuple[str, str]:
    """Return the method and the group of the plane that the address asks for."""
    method = st.query_params.get(METHOD, PCA)
    alone = view.group.path != ROOT and st.query_params.get(ALONE, "") == "1"
    return (method if method in TITLES else PCA), (view.group.path if alone else ROOT)


def choose_ground(view: View) -> None:
    """Draw the choice."""
    method, group = wanted(view)
    st.session_state[_METHOD] = method
    st.segmented_control(
        "Map by",
        list(TITLES),
        format_func=TITLES.__getitem__,
        required=True,
        key=_METHOD,
        on_change=_take_method,
        label_visibility="collapsed",
        help="PCA keeps large distances, UMAP keeps neighbours together",
    )
    if view.group.path != ROOT:
        st.session_state[_ALONE] = group != ROOT
        st.checkbox(
            "This group alone",
            key=_ALONE,
            on_change=_take_alone,
            help="Laid out by its own images, not as its part of the whole project's map",
        )


def _take_method() -> None:
    _name(METHOD, str(st.session_state[_METHOD]), PCA)


def _take_alone() -> None:
    _name(ALONE, "1" if st.session_state[_ALONE] else "", "")


def _name(parameter: str, value: str, usual: str) -> None:
    if value == usual:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = value
    desk().redraw = True


def ground(view: View) -> Plane:
    """Return the plane to draw, and let go of the lassos of another one; raises NoMapError where there is none."""
    method, group = wanted(view)
    found = plane(view.project, view.images.ids, group, method)
    desk().on_plane(found.method, found.group)
    return found


def lacking(view: View, found: Plane) -> bool:
    """Draw what the plane lacks, with the button that has it made; return whether that is the project's PCA."""
    method, group = wanted(view)
    if (found.method, found.group) != (method, group):
        offer(view.project, *_why(view, found, method, group), "umap" if method == UMAP else "look", group)
    elif found.n_missing and is_stale(view.project, view.images.ids, found):
        many = counted(found.n_missing, "image")
        verb = "is" if found.n_missing == 1 else "are"
        why = f"{many} of this group {verb} not on this map, which was laid out before."
        offer(view.project, why, f"Add {many}", "umap" if method == UMAP else "look", group)
        return method == PCA and group == ROOT
    elif found.n_missing:
        st.caption(f"{counted(found.n_missing, 'image')} of this group without embeddings: not on the map.")
    return False


def _why(view: View, found: Plane, method: str, group: str) -> tuple[str, str]:
    whose = "This group alone" if group != ROOT else "The project"
    shown = TITLES[found.method] + (" of the whole project" if found.group != group else "")
    size = counted(view.group.size if group != ROOT else len(view.tree.all_ids), "image")
    return f"{whose} is not laid out by {TITLES[method]} yet; this is {shown}.", f"Lay out {size} by {TITLES[method]}"


def is_stale(project: Project, ids: Ints, found: Plane) -> bool:
    """Whether laying out anew would bring in images that are missing: those encoded since."""
    if found.group != ROOT:
        return False
    if found.method == PCA or not project.look_is_current():
        return not project.look_is_current()
    principal = project.layout(PCA)
    lost = np.isnan(found.xy[:, 0])
    return principal is not None and bool((lost & ~np.isnan(principal.placed(ids)[:, 0])).any())
