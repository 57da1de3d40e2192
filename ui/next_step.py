"""What an empty page says: what to do first, with the link that leads there."""

import streamlit as st

from ui.navigation import PAGES
from ui.place import place


def next_step(sentence: str, file: str, label: str) -> None:
    """Say what is missing and link to the page where that is done."""
    st.info(sentence)
    st.page_link(PAGES / file, label=label, query_params=place().query())
