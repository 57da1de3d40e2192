"""Making a project."""

import streamlit as st

from grouping.errors import GrouplineError
from ui.navigation import PAGES
from ui.person import allowed, create_as_person
from ui.plain import plain


def new_project(key: str) -> None:
    """Draw the form for a new project's name; the project made is opened on the images page."""
    with st.form(key, border=False, enter_to_submit=True):
        name = st.text_input("Name of the new project", placeholder="coils 2026", max_chars=200)
        made = st.form_submit_button("Create project", type="primary", **allowed("create projects"))
    if not made:
        return
    try:
        project = create_as_person(name)
    except GrouplineError as error:
        st.error(plain(error))
        return
    st.switch_page(PAGES / "images.py", query_params={"project": project.name})
