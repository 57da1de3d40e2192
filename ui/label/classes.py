"""The classes of a label set: colour, name, key and description, saved as soon as one is changed."""

from functools import partial
from typing import Literal

import streamlit as st

from grouping.labels import NO_KEY, LabelClass, LabelSet
from grouping.project import Project
from ui.acting import act
from ui.person import allowed, not_allowed
from ui.plain import plain
from ui.wording import counted

WIDTHS = [1, 4.5, 1.8, 4, 4]


def free_keys(labels: LabelSet, one: LabelClass) -> list[int | None]:
    """Return the keys that a class may have: none, its own and those of no other."""
    taken = {other.key for other in labels.classes if other.name != one.name}
    return [None, *(digit for digit in range(1, 10) if digit not in taken)]


def removal(n: int) -> str:
    """Return what the button that removes a class with so many images says."""
    return f"Remove, unlabel {n:,}" if n else "Remove"


def _save(project: Project, label_set: str, one: LabelClass, field: str, state_key: str) -> None:
    value = st.session_state[state_key]

    def edit(base: int) -> str:
        given = {"name": one.name, "color": one.color, "key": one.key, "description": one.description, field: value}
        project.define_class(
            given["name"],
            label_set,
            color=given["color"],
            key=NO_KEY if given["key"] is None else given["key"],
            description=given["description"],
            was=one.name,
            base=base,
        )
        return ""

    act(project, edit)


def _remove(project: Project, label_set: str, class_name: str) -> None:
    def edit(base: int) -> str:
        project.remove_class(class_name, label_set, base=base)
        return f"Class '{class_name}' is removed."

    act(project, edit)


def _row(project: Project, labels: LabelSet, place: int, one: LabelClass, n: int) -> None:
    columns = st.columns(WIDTHS, vertical_alignment="center")
    fields = {"color": one.color, "name": one.name, "key": one.key, "description": one.description}
    keys = {field: f"class-{place}-{field}" for field in fields}
    for field, value in fields.items():
        st.session_state[keys[field]] = value  # what is saved is what is shown, also after an edit was refused

    def save(field: str) -> partial[None]:
        return partial(_save, project, labels.name, one, field, keys[field])

    hidden: Literal["collapsed"] = "collapsed"
    off = bool(not_allowed("label"))
    columns[0].color_picker("Colour", key=keys["color"], on_change=save("color"), label_visibility=hidden, disabled=off)
    columns[1].text_input("Name", key=keys["name"], on_change=save("name"), label_visibility=hidden, disabled=off)
    columns[2].selectbox(
        "Key",
        free_keys(labels, one),
        key=keys["key"],
        on_change=save("key"),
        label_visibility=hidden,
        format_func=lambda key: "–" if key is None else str(key),
        disabled=off,
    )
    columns[3].text_input(
        "Description",
        key=keys["description"],
        on_change=save("description"),
        label_visibility=hidden,
        placeholder="What belongs here, and what does not",
        disabled=off,
    )
    columns[4].button(
        removal(n),
        key=f"class-{place}-remove",
        type="tertiary",
        **allowed("label"),
        on_click=partial(_remove, project, labels.name, one.name),
    )


def new_class(project: Project, label_set: str) -> None:
    """Draw the form that adds a class; colour and key are given to it."""

    def add() -> None:
        name, description = st.session_state["new-class-name"], st.session_state["new-class-description"]

        def edit(base: int) -> str:
            project.define_class(name, label_set, description=description, base=base)
            return f"Class '{name.strip()}' is added."

        act(project, edit)

    with (
        st.form("new-class", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input("New class", key="new-class-name", width=240, placeholder="scratch")
        st.text_input("Description", key="new-class-description", placeholder="optional")
        st.form_submit_button("Add class", on_click=add, **allowed("label"))


def edit_classes(project: Project, labels: LabelSet) -> None:
    """Draw all classes of a set as rows, and the form for another."""
    if labels.classes:
        heads = ("", "Name", "Key", "Description", "")
        for column, head in zip(st.columns(WIDTHS), heads, strict=True):
            column.caption(head)
    counts = labels.counts()
    for place, one in enumerate(labels.classes):
        _row(project, labels, place, one, counts[one.name])
    new_class(project, labels.name)
    st.caption(
        f"{plain(labels.name)} has {counted(len(labels.classes), 'class', 'classes')}; changes are saved at once."
    )
