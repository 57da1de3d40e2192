"""The upload of an import form: the uploader, and what of it is here."""

import streamlit as st

from grouping.project import Project
from grouping.settings import settings
from ui.components.uploader import uploader
from ui.images_page.batch import Uploaded, cookie_name, discard_batch, uploaded
from ui.person import allowed
from ui.wording import counted

KEY, SENDING = "uploader", "upload-sending"
DISCARDS = "Deletes what was uploaded here and not imported yet; your own files stay."


def upload(project: Project) -> Uploaded | None:
    """Draw the uploader; return what is here, None while nothing is, or while files are on their way."""
    here = uploaded(project)
    sending = st.session_state.get(SENDING) == here.batch
    data = {
        "batch": here.batch,
        "cookie": cookie_name(project),
        "max_mb": settings().max_upload_mb,
        "sending": sending,
    }
    uploader(data, KEY, lambda: _note(here.batch))
    if sending or not here.files:
        return None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words(here)}**", width="content")
        st.button(
            "Discard them",
            key="upload-discard",
            on_click=discard_batch,
            args=(project,),
            **allowed("import uploads", help=DISCARDS),
        )
    return here


def words(here: Uploaded) -> str:
    """Return in words what is here."""
    archives = f", {counted(here.n_archives, 'archive')} among them" if here.n_archives else ""
    return f"{counted(len(here.files), 'file')} here ({here.n_bytes / 1e6:,.1f} MB{archives}), not imported yet"


def _note(batch: str) -> None:
    """Keep in the session whether files are on their way: an import of half of them is not offered."""
    change = st.session_state[KEY].change
    if change["sending"]:
        st.session_state[SENDING] = batch
    else:
        st.session_state.pop(SENDING, None)
