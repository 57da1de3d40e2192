"""The Explore page, put together."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.components.gallery import image_list
from ui.components.map import point_list, points_payload
from ui.explore.desk import Desk, desk, desk_for
from ui.explore.edits import go_to
from ui.explore.group_menu import group_menu
from ui.explore.header import header
from ui.explore.jobs import watch_job
from ui.explore.modes import choose_mode
from ui.explore.nodes import nodes
from ui.explore.selecting import take_link
from ui.explore.stage import stage_of
from ui.explore.style import STYLE
from ui.explore.tree import group_tree
from ui.explore.view import View, look
from ui.explore.workbench import workbench
from ui.place import Place
from ui.plain import plain

TREE = "explore_tree"


def draw(project: Project, here: Place) -> None:
    """Draw the page of a project that has images; errors are shown as the sentences they are."""
    mine = desk_for(here.project, here.group, here.label_set)
    mine.redraw = False
    mine.seen = project.version()  # before the rest is read, so that nothing is overwritten that was not seen
    mine.tell()
    try:
        view = look(project, here.group, here.label_set, mine)
    except GrouplineError as error:
        st.error(plain(error, 400))
        st.button("Look at all images", type="primary", on_click=go_to, args=("root",))
        return
    st.html(STYLE)
    left, middle = st.columns([1, 3.3], gap="medium")
    with left, st.container(key="explore_groups"):
        group_tree(nodes(view.tree, view.pictures, view.labels), view.group.path, 760, TREE, _take_group)
    with middle, st.container(key="explore_middle"):
        _group(view, mine)


def _group(view: View, mine: Desk) -> None:
    header(view)
    busy = watch_job(view.project, view.group.path)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        group_menu(view, busy)
        mode = choose_mode(view)
    take_link(view, mine)
    stage = stage_of(view, mode)
    if stage.xy is None:
        mine.lasso(None)
    workbench(view, stage)
    with st.container(key="explore_lists"):
        image_list(view.images, "explore_images")
        if stage.xy is not None:
            point_list(points_payload(view.images.rev, stage.xy), "explore_points")


def _take_group() -> None:
    go_to(str(st.session_state[TREE].go.get("path", "root")))


def opened() -> int | None:
    """Return the image that is to be opened at full size, once."""
    mine = desk()
    image_id, mine.opened = mine.opened, None
    return image_id
