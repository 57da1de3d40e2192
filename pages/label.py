"""The page of labels: from images in groups to a set that others can train on."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.labels import LabelSet
from grouping.project import Project
from ui.acting import note_version, tell
from ui.label.agreement import agreement_view
from ui.label.classes import edit_classes, new_class
from ui.label.export import export_view
from ui.label.history import history_view
from ui.label.images import label_images
from ui.label.imports import import_view
from ui.label.reading import label_set_of
from ui.label.versions import versions_view
from ui.next_step import next_step
from ui.place import open_project, place
from ui.plain import plain
from ui.wording import counted

VIEWS = ("Images", "Classes", "History", "Versions", "Agreement", "Export", "Import")


def _take_set() -> None:
    st.query_params.from_dict(place().query(set=st.session_state["label-set"]))


def _take_new_set() -> None:
    name = st.session_state["new-set"].strip()
    if name:
        st.query_params.from_dict(place().query(set=name))


def _choose_set(project: Project) -> LabelSet:
    wanted = place().label_set
    names = list(dict.fromkeys([*(one.name for one in project.label_sets()), wanted]))
    st.session_state["label-set"] = wanted
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Label set", names, key="label-set", on_change=_take_set, width=260)
        with st.popover("New set"), st.form("new-set-form", border=False):
            st.text_input("Name", key="new-set", max_chars=200)
            st.form_submit_button("Open it", on_click=_take_new_set)
        labels = label_set_of(project, wanted)
        st.space("stretch")
        st.caption(
            f"{counted(len(labels.classes), 'class', 'classes')} · {counted(len(labels.labels), 'labeled image')}",
            width="content",
        )
    return labels


def _images(project: Project, labels: LabelSet) -> None:
    if not len(project.picture_columns().ids):
        next_step("This project has no images yet: import some first.", "images.py", "Go to Images")
    elif labels.classes:
        label_images(project, labels.name)
    else:
        st.info(f"'{plain(labels.name)}' has no classes yet. Add the first one, or promote a group in Explore.")
        new_class(project, labels.name)


def _view(project: Project, labels: LabelSet, view: str) -> None:
    draw = {
        "Images": lambda: _images(project, labels),
        "Classes": lambda: edit_classes(project, labels),
        "History": lambda: history_view(project),
        "Versions": lambda: versions_view(project, labels),
        "Agreement": lambda: agreement_view(project, labels),
        "Export": lambda: export_view(project, labels),
        "Import": lambda: import_view(project, labels.name),
    }
    draw[view]()


def _page() -> None:
    st.title("Label")
    project = open_project()
    if project is None:
        next_step("There is no project yet: create one and import images.", "images.py", "Go to Images")
        return
    tell()
    note_version(project)
    labels = _choose_set(project)
    view = st.segmented_control(
        "View", VIEWS, default="Images", required=True, key="view", bind="query-params", label_visibility="collapsed"
    )
    _view(project, labels, view or "Images")


try:
    _page()
except GrouplineError as error:
    st.error(plain(error))
