"""Labels from outside: a CSV from this computer, or a CSV or folder on the machine that runs Groupline."""

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.images_page.roots import allowed_path
from ui.label.apart import apart
from ui.plain import plain
from ui.wording import counted

DONE = "labels-imported"


def _read(project: Project, label_set: str, source: str) -> None:
    with st.spinner("Reading labels"):
        st.session_state[DONE] = apart(project, "import", source=source, label_set=label_set)
    st.rerun()


def _uploaded(project: Project, label_set: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.csv"
        path.write_bytes(data)
        _read(project, label_set, str(path))


def _done(done: dict[str, Any]) -> None:
    classes = ", ".join(f"{name} {n:,}" for name, n in done["classes"].items())
    st.success(
        plain(f"{counted(done['labeled'], 'image')} labeled in '{done['label_set']}': {classes}. Undo takes it back.")
    )
    left_out = pd.DataFrame([*done["unmatched"], *done["problems"]], columns=["What", "Why it gave no label"])
    if len(left_out):
        st.caption(f"{counted(len(left_out), 'entry', 'entries')} of the source gave no label.")
        st.dataframe(left_out, hide_index=True, width="stretch", height=240)


def import_view(project: Project, label_set: str) -> None:
    """Draw both ways in, and what the last import of this session did."""
    if DONE in st.session_state:
        _done(st.session_state[DONE])
    st.write(
        "A CSV names images by checksum, id, path or file name, with a column for the class; a folder has a folder "
        "for each class. An import is one step: one undo takes it back."
    )
    try:
        file = st.file_uploader("CSV from this computer", type=["csv", "tsv", "txt"])
        if file is not None and st.button("Read the labels", type="primary"):
            _uploaded(project, label_set, file.getvalue())
        with st.form("import-path", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            path = st.text_input("CSV or folder on the machine that runs Groupline", placeholder="/data/labeled")
            if st.form_submit_button("Read the labels"):
                _read(project, label_set, allowed_path(path))
    except GrouplineError as error:
        st.error(plain(error))
