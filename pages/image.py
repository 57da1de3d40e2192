"""One image at full size."""

import streamlit as st

from grouping.errors import GrouplineError
from ui.explore.image_page import draw
from ui.place import open_project, place
from ui.plain import plain


def _page() -> None:
    project = open_project()
    wanted = st.query_params.get("image", "")
    if project is None or not wanted.isdecimal():
        st.title("Image")
        st.info("Open an image from the gallery: double click it, or press Enter.")
        return
    draw(project, place(), int(wanted))


try:
    _page()
except GrouplineError as error:
    st.error(plain(error, 400))
