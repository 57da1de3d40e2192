"""What a model learns from: the label set, its frozen version, and how many images each class has there."""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from classifiers.project import Project
from grouping.labels import LabelSet
from grouping.steps.freeze_labels import content_of
from grouping.store.versions import version_content
from grouping.versions import Version
from ui.acting import act
from ui.label.reading import label_set_of
from ui.modelling import BY_PROJECT
from ui.next_step import next_step
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.wording import counted

SET, VERSION = "train-set", "train-version"
FEW = 5
"""With fewer images a class's figures say little."""
MOST_ROWS, TALL = 8, 318
"""Longer tables scroll."""


@dataclass(frozen=True, slots=True)
class Data:
    """A frozen version, and what it holds."""

    labels: LabelSet
    """As the set is now, without discarded images."""
    version: Version
    counts: dict[str, int]
    """Class -> images in the version."""

    @property
    def classes(self) -> list[str]:
        """The classes that have images."""
        return [name for name, count in self.counts.items() if count]


def class_table(counts: dict[str, int]) -> pd.DataFrame:
    """Return one row a class, the largest first."""
    rows = sorted(counts.items(), key=lambda one: -one[1])
    return pd.DataFrame(rows, columns=["Class", "Images"])


def warnings(counts: dict[str, int]) -> list[str]:
    """Return what a person should know of a version's classes before training on it."""
    held = {name: count for name, count in counts.items() if count}
    told = []
    if len(held) == 1:
        told.append("One class only: there is nothing to tell apart, so only heads for one class can be trained.")
    few = [name for name, count in held.items() if count < FEW]
    if few and len(held) > 1:
        names = ", ".join(f"'{name}'" for name in few[:4]) + (f" and {len(few) - 4} more" if len(few) > 4 else "")
        told.append(f"{names}: fewer than {FEW} images, too few to learn from and to measure on.")
    empty = [name for name, count in counts.items() if not count]
    if empty:
        told.append(f"Left out: {counted(len(empty), 'class', 'classes')} without images.")
    return told


def choose_data(project: Project) -> Data | None:
    """Draw the choice of set and version; None, and what to do next, where nothing is labeled yet."""
    names = [one.name for one in project.label_sets() if one.labels or project.versions(one.name)]
    if not names:
        next_step(
            "No image has a label yet: a model learns from labels. Give some images a class.", "label.py", "Label"
        )
        return None
    wanted = place().label_set
    name = wanted if wanted in names else names[0]
    st.session_state[SET] = name
    newest = project.version()  # before the labels are read, so that their hash is never kept for a later one
    versions, labels = project.versions(name), label_set_of(project, name).clear(project.discarded())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("Label set", names, key=SET, on_change=_take_set, width=220)
        version = _choose_version(versions) if versions else None
        _freeze_button(project, labels, versions, newest)
    if version is None:
        st.info("A model names the exact data it saw, so it learns from a frozen version. Freeze the labels first.")
        return None
    counts = version_content(project.workspace.database, project.id, name, version.number)[1].counts()
    return Data(labels, version, counts)


def _take_set() -> None:
    st.query_params["set"] = st.session_state[SET]
    st.query_params.pop("version", None)


def _take_version() -> None:
    st.query_params["version"] = str(st.session_state[VERSION])


def _choose_version(versions: list[Version]) -> Version:
    by_number = {str(one.number): one for one in reversed(versions)}
    wanted = st.query_params.get("version", "")
    st.session_state[VERSION] = wanted if wanted in by_number else next(iter(by_number))
    st.selectbox(
        "Frozen version",
        list(by_number),
        key=VERSION,
        on_change=_take_version,
        format_func=lambda n: f"Version {n} · {counted(by_number[n].n_images, 'image')} · {by_number[n].at:%Y-%m-%d}",
        width=280,
    )
    return by_number[st.session_state[VERSION]]


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_PROJECT | {LabelSet: lambda one: one.name})
def _hash_now(project: Project, labels: LabelSet, newest: int) -> str:
    """Return the content hash that a version frozen now would have; kept until somebody decides something."""
    return content_of(project.workspace, project.id, labels).hash


def _freeze_button(project: Project, labels: LabelSet, versions: list[Version], newest: int) -> None:
    """Draw it where the set differs from its newest version."""
    if not labels.labels:
        return
    if versions and _hash_now(project, labels, newest) == versions[-1].content_hash:
        return
    reason = not_allowed("freeze")
    st.button(
        f"Freeze {counted(len(labels.labels), 'label')} as version {len(versions) + 1}",
        key="train-freeze",
        type="secondary" if versions else "primary",
        help=reason or "The labels have changed since the newest version." if versions else reason or None,
        disabled=bool(reason),
        on_click=partial(_freeze, project, labels.name),
    )


def _freeze(project: Project, label_set: str) -> None:
    def edit(_base: int) -> str:
        made = project.freeze(label_set)
        return f"Version {made.number} of '{label_set}' holds {counted(made.n_images, 'image')}."

    if act(project, edit):
        st.query_params.pop("version", None)


def show_data(data: Data) -> None:
    """Draw how many images each class has."""
    st.markdown(f"**{counted(data.version.n_images, 'image')} of {counted(len(data.classes), 'class', 'classes')}**")
    most = max(data.counts.values(), default=1)
    st.dataframe(
        class_table(data.counts),
        hide_index=True,
        width="stretch",
        height="auto" if len(data.counts) <= MOST_ROWS else TALL,
        column_config={
            "Images": st.column_config.ProgressColumn(format="%d", min_value=0, max_value=max(most, 1), width="small")
        },
    )
    for sentence in warnings(data.counts):
        st.caption(f":orange[●] {plain(sentence)}")
