"""Frozen versions of a label set: freeze, list, compare two."""

from collections import Counter

import pandas as pd
import streamlit as st

from grouping.labels import LabelSet
from grouping.project import Project
from grouping.store.versions import version_content
from grouping.versions import Difference, Version
from ui.acting import act
from ui.person import allowed
from ui.wording import counted

TABLE = 520
"""Pixels that a table of the comparison needs to be read without scrolling."""


def version_table(versions: list[Version]) -> pd.DataFrame:
    """Return one row a version, the newest first."""
    return pd.DataFrame(
        [
            {
                "Version": one.number,
                "Images": one.n_images,
                "Frozen by": one.user,
                "At": f"{one.at:%Y-%m-%d %H:%M}",
                "Content": one.content_hash[:12],
            }
            for one in reversed(versions)
        ]
    )


def class_counts(a: dict[str, int], b: dict[str, int], names: tuple[str, str]) -> pd.DataFrame:
    """Return one row a class: how many images it has in either version, and the change."""
    classes = list(dict.fromkeys([*a, *b]))
    rows = [(name, a.get(name, 0), b.get(name, 0), b.get(name, 0) - a.get(name, 0)) for name in classes]
    return pd.DataFrame(rows, columns=["Class", *names, "Change"])


def pairs(difference: Difference) -> pd.DataFrame:
    """Return one row a pair of classes between which images went, the most frequent first; '' is unlabeled."""
    moves = [
        *difference.changed.values(),
        *(("", after) for after in difference.added.values()),
        *((before, "") for before in difference.removed.values()),
    ]
    found = Counter(moves).most_common()
    rows = [(before or "(unlabeled)", after or "(unlabeled)", int(n)) for (before, after), n in found]
    return pd.DataFrame(rows, columns=["Was", "Is now", "Images"])


def _freeze(project: Project, label_set: str) -> None:
    def edit(_base: int) -> str:
        made = project.freeze(label_set)
        return f"Version {made.number} of '{label_set}' holds {counted(made.n_images, 'image')}."

    act(project, edit)


def _counts(project: Project, label_set: str, number: int) -> dict[str, int]:
    return version_content(project.workspace.database, project.id, label_set, number)[1].counts()


def versions_view(project: Project, labels: LabelSet) -> None:
    """Draw the versions of a set, the button that freezes one, and the comparison of two."""
    versions = project.versions(labels.name)
    n = len(labels.clear(project.discarded()).labels)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Freeze {counted(n, 'label')}",
            type="primary",
            **allowed("freeze", disabled=not n),
            on_click=_freeze,
            args=(project, labels.name),
        )
        st.caption("A frozen version never changes: train on it, cite its number. Without changes no new one is made.")
    if not versions:
        st.info("No version has been frozen yet." if n else "No image has a label yet, so there is nothing to freeze.")
        return
    st.dataframe(version_table(versions), hide_index=True, width="stretch")
    if len(versions) > 1:
        _compare(project, labels.name, [one.number for one in versions])


def _compare(project: Project, label_set: str, numbers: list[int]) -> None:
    st.subheader("Compare")
    with st.container(horizontal=True):
        a = st.selectbox("From version", numbers, index=len(numbers) - 2, width=140, key=f"compare-a-{len(numbers)}")
        b = st.selectbox("To version", numbers, index=len(numbers) - 1, width=140, key=f"compare-b-{len(numbers)}")
    difference = project.diff(a, b, label_set)
    st.markdown(
        f"**{len(difference.added):,}** labeled · **{len(difference.removed):,}** unlabeled · "
        f"**{len(difference.changed):,}** moved to another class · **{difference.unchanged:,}** unchanged"
    )
    counts = class_counts(
        _counts(project, label_set, a), _counts(project, label_set, b), (f"Version {a}", f"Version {b}")
    )
    with st.container(horizontal=True, gap="medium"):  # side by side where there is room, else one below the other
        _table("Images by class", counts, "")
        _table("Between which classes", pairs(difference), "No image went from one class to another.")


def _table(title: str, table: pd.DataFrame, nothing: str) -> None:
    numbers = {str(name): st.column_config.NumberColumn(width="small") for name in table.select_dtypes("number")}
    with st.container(width=TABLE):
        st.caption(title)
        if len(table):
            st.dataframe(table, column_config=numbers, hide_index=True, width="stretch")
        else:
            st.write(nothing)
