"""Explore: the tree of groups, the images of one of them, and the map."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.explore.page import draw, opened
from ui.navigation import PAGES
from ui.place import open_project, place
from ui.plain import plain


def _empty(title: str, said: str, file: str, button: str) -> None:
    st.title(title)
    with st.container(border=True, width=620):
        st.markdown(said)
        st.page_link(PAGES / file, label=button, query_params=place().query())


def _project(project: Project) -> None:
    if project.tree().all_ids:
        draw(project, place())
    else:
        _empty(
            "Explore",
            "This project has no images yet. Import some, then look at them here.",
            "images.py",
            "Import images",
        )


def _page() -> None:
    image_id = opened()
    if image_id is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(image_id)})
    project = open_project()
    if project is not None:
        _project(project)
    elif not place().project:
        _empty(
            "Explore", "This workspace has no project yet. Make one and import images.", "images.py", "Make a project"
        )


try:
    _page()
except GrouplineError as error:
    st.error(plain(error, 400))
