"""The router: which pages there are, in the order of the work."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "pages"

# A local picture: an icon by name would be fetched from outside, which a plant's network refuses.
st.set_page_config(page_title="Groupline", page_icon=str(HERE / "assets" / "groupline.svg"), layout="wide")

# Streamlit leaves six rem above a page for a header that the viewer toolbar does not fill.
st.html("<style>[data-testid='stMainBlockContainer'] { padding-top: 2.5rem; }</style>")

page = st.navigation([st.Page(PAGES / "home.py", title="Workspace", default=True)], position="hidden")
page.run()
