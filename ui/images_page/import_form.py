"""The form of an import: from where, with which near-labels; a look at it first, then the job."""

from pathlib import Path

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.images_page.batch import leave_batch, source
from ui.images_page.preview import Preview, look
from ui.images_page.preview_view import show_preview
from ui.images_page.request import ImportRequest, LabelsFrom
from ui.images_page.roots import allowed_path, allowed_url, below, may_go_up, roots
from ui.images_page.table_form import with_table, with_uploaded_table
from ui.images_page.upload_view import upload
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted

HERE, SENT, THERE, UP = "Server folder", "Upload from this computer", "Address (URL)", ".. (up)"
LABELS: dict[LabelsFrom, str] = {
    "none": "None",
    "folder": "The folder that holds the image",
    "csv": "A table (CSV)",
}
_PATH, _PREVIEW = "import_path", "import_preview"


def import_form(project: Project) -> None:
    """Draw the form; the job is handed over when its preview has been seen."""
    try:
        request = _request(project)
    except GrouplineError as error:
        st.error(plain(error))
        return
    if request is None:
        return
    seen = st.session_state.get(_PREVIEW)
    if st.button("Look at it first", type="secondary" if seen and seen[0] == request else "primary"):
        seen = _look(request)
    if seen and seen[0] == request:
        show_preview(seen[1])
        _start(project, request, seen[1])


def _look(request: ImportRequest) -> tuple[ImportRequest, Preview] | None:
    try:
        with st.spinner("Looking at what is there …"):
            st.session_state[_PREVIEW] = (request, look(request))
    except GrouplineError as error:
        st.error(plain(error))
        return None
    st.rerun()  # so that the button is no longer the one to press


def _start(project: Project, request: ImportRequest, preview: Preview) -> None:
    if not preview.n_images + preview.n_others:
        st.info("There is nothing to import here.")
        return
    others = f" and look into {counted(preview.n_others, 'other file')}" if preview.n_others else ""
    role = allowed("import uploads" if request.n_uploaded else "import from paths and addresses")
    if st.button(f"Import {counted(preview.n_images, 'image')}{others}", type="primary", **role):
        project.submit("import", **request.arguments())
        if request.n_uploaded:
            leave_batch(project)
        del st.session_state[_PREVIEW]
        st.rerun()


def _request(project: Project) -> ImportRequest | None:
    """Read the form; None while it is not filled in. Raises GrouplineError where something in it is not allowed."""
    where = st.segmented_control("From", [HERE, SENT, THERE], default=HERE, required=True)
    if where == SENT:
        return _uploaded(project)
    source = _path() if where == HERE else _url()
    labels_from = _labels_from()
    copy = st.checkbox(
        "Copy the images into the workspace",
        help="Without it, images stay where they lie and are read there; those of archives are always copied.",
    )
    if not source:
        return None
    if labels_from == "csv":
        return with_table(source, copy)
    return ImportRequest(source, labels_from, copy=copy)


def _labels_from() -> LabelsFrom:
    return st.radio(
        "Near-labels",
        list(LABELS),
        format_func=LABELS.__getitem__,
        horizontal=True,
        help="What is known of the images beforehand. They score partitions; they never cluster.",
    )


def _uploaded(project: Project) -> ImportRequest | None:
    here = upload(project)
    if here is None:
        return None
    labels_from, place = _labels_from(), source(project, here.batch)
    if labels_from == "csv":
        return with_uploaded_table(place, here)
    return ImportRequest(place, labels_from, copy=True, n_uploaded=len(here.files))


def _url() -> str:
    text = st.text_input("Address", placeholder="s3://bucket/folder", key="import_url")
    return allowed_url(text) if text.strip() else ""


def _path() -> str:
    st.session_state.setdefault(_PATH, str(roots()[0]))
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    text = left.text_input("Folder, archive or image", key=_PATH)
    path = allowed_path(text)
    inside = below(path)
    right.selectbox(
        "Go into",
        [*([UP] if may_go_up(path) else []), *inside],
        index=None,
        placeholder=f"{len(inside)} folders and archives here",
        key="import_browse",
        on_change=_go_into,
        args=(path,),
    )
    return path


def _go_into(path: str) -> None:
    chosen = st.session_state.import_browse
    if chosen:
        st.session_state[_PATH] = str(Path(path).parent if chosen == UP else Path(path) / chosen)
        st.session_state.import_browse = None
