"""What prompts do on labeled images: each one left out in turn, and every change before and after."""

import pandas as pd
import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.measure_prompts import VersionEffect
from grouping.embed.texts import TextNotEmbeddedError
from grouping.errors import GrouplineError
from ui.plain import plain
from ui.zero_shot.live import sentences
from ui.zero_shot.telling import Telling
from ui.zero_shot.waiting import wait_for

TALLEST = 320


def prompt_tables(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> None:
    """Draw both tables, measured by prompts alone."""
    st.caption("Measured by prompts alone, without images, tiles or cache.")
    st.subheader("Each change, before and after")
    try:
        changes = project.prompt_changes(label_set, library=version.name, encoder=telling.encoder, train=False)
    except TextNotEmbeddedError as error:
        wait_for(project, sentences(error.missing, telling.encoder))
    except GrouplineError as error:
        st.caption(plain(error, 300))
    else:
        _changes(changes)
    st.subheader("Each prompt, left out in turn")
    try:
        _effects(project, telling, version, label_set)
    except GrouplineError as error:
        st.caption(plain(error, 300))


def change_table(changes: list[VersionEffect]) -> pd.DataFrame:
    """Return a row a change, the newest first: version, what, who, top-1, and the images that it fixed and broke."""
    rows = [
        (one.number, one.sentence, one.user, 100 * one.top1, one.fixed, one.broken, one.p_value)
        for one in reversed(changes)
    ]
    table = pd.DataFrame(rows, columns=["Version", "What", "Who", "Top-1", "Fixed", "Broke", "p"])
    return table.astype({"Fixed": "Int64", "Broke": "Int64"})


def _changes(changes: list[VersionEffect]) -> None:
    table = change_table(changes)
    st.dataframe(
        table,
        hide_index=True,
        height=min(TALLEST, 38 + 35 * len(table)),
        column_config={
            "What": st.column_config.TextColumn(width="large"),
            "Top-1": st.column_config.NumberColumn(
                format="%.1f %%", help="Images of a class that the version does not have count as wrong"
            ),
            "Fixed": st.column_config.NumberColumn(help="Right after this change, wrong before"),
            "Broke": st.column_config.NumberColumn(help="Wrong after this change, right before"),
            "p": st.column_config.NumberColumn(format="%.3f", help="Exact McNemar test: below 0.05, hardly by chance"),
        },
    )


def _effects(project: Project, telling: Telling, version: PromptVersion, label_set: str) -> None:
    effects = project.prompt_effects(label_set, library=version.name, encoder=telling.encoder, train=False)
    if not effects:
        st.caption("No class has several prompts, so none can be left out.")
        return
    rows = [(one.class_name, one.text, one.helps, one.hurts, 100 * one.gain) for one in effects]
    st.dataframe(
        pd.DataFrame(rows, columns=["Class", "Prompt", "Helps", "Hurts", "Gain"]),
        hide_index=True,
        height=min(TALLEST, 38 + 35 * len(rows)),
        column_config={
            "Helps": st.column_config.NumberColumn(help="Images that are right with it and wrong without"),
            "Hurts": st.column_config.NumberColumn(help="Images that are wrong with it and right without"),
            "Gain": st.column_config.NumberColumn(format="%+.1f %%", help="Change of top-1 by it, in points"),
        },
    )
