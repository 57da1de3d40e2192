"""The router: the frame around every page, and the page that the address names."""

from pathlib import Path

import streamlit as st

from grouping.errors import GrouplineError
from ui.navigation import pages
from ui.plain import plain
from ui.sidebar import sidebar

HERE = Path(__file__).resolve().parent

# The sidebar draws the links itself: those of st.navigation would drop the project from the address.
page = st.navigation(pages(), position="hidden")
# A local picture: an icon by name would be fetched from outside, which a plant's network refuses.
icon = str(HERE / "assets" / "groupline.svg")
st.set_page_config(page_title=f"{page.title} · Groupline", page_icon=icon, layout="wide")
st.html(HERE / "assets" / "frame.css")
try:
    sidebar()
except GrouplineError as error:
    st.error(plain(error))
    st.stop()
page.run()
