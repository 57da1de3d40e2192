"""Prompts from a file and to a file, with a look at it before, and the versions that there were."""

import json
import tempfile
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.prompt_files import PromptImport, import_prompts
from classifiers.zero_shot.prompts import PromptLibrary
from grouping.errors import GrouplineError
from ui.person import not_allowed
from ui.plain import plain
from ui.upload_names import checked_name
from ui.wording import ago, counted
from ui.zero_shot.prompt_change import change

TYPES = ["csv", "tsv", "txt", "xlsx", "json"]
PREVIEWED, SHOWN = 200, 12


def import_view(project: Project, version: PromptVersion) -> None:
    """Draw the choice of a file, what it would add, and the button that adds it."""
    off = bool(not_allowed("label"))
    file = st.file_uploader("Parts list, change order or glossary", type=TYPES, key="zp-file", disabled=off)
    if file is None:
        st.caption("A column for the class and one for its description, or one for each kind; JSON as saved below.")
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            path = Path(folder) / Path(checked_name(file.name)).name
            path.write_bytes(file.getvalue())
            read = import_prompts(path, version.library)
        except GrouplineError as error:
            st.error(plain(str(error).replace(f"{folder}/", "")))
            return
    _preview(read, version.library)
    st.button(
        f"Add {counted(read.new_prompts, 'prompt')}, {counted(read.new_classes, 'new class', 'new classes')}",
        key="zp-import",
        type="primary",
        disabled=off or read.library == version.library,
        on_click=partial(change, project, partial(_import, project, version, file.name, file.getvalue())),
    )


def _import(project: Project, version: PromptVersion, name: str, data: bytes) -> PromptVersion:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(checked_name(name)).name
        path.write_bytes(data)
        return project.import_prompts(path, version.name, version.number)[0]


def added(read: PromptLibrary, before: PromptLibrary) -> pd.DataFrame:
    """Return the prompts that are in a library and were not before: class, kind, prompt; a bare class without one."""
    old = {one.name: {prompt.text for prompt in one.prompts} for one in before.classes}
    rows = [
        (one.name, prompt.kind, prompt.text)
        for one in read.classes
        for prompt in one.prompts
        if prompt.text not in old.get(one.name, set())
    ]
    rows += [
        (one.name, "name", "(told by its name)") for one in read.classes if not one.prompts and one.name not in old
    ]
    return pd.DataFrame(rows, columns=["Class", "Kind", "Prompt"])


def _preview(read: PromptImport, before: PromptLibrary) -> None:
    table = added(read.library, before)
    if table.empty:
        st.caption("Everything in this file is in the library already.")
    else:
        st.dataframe(table.head(PREVIEWED), hide_index=True, height=min(240, 38 + 35 * len(table)))
    if read.problems:
        st.caption(f"{counted(len(read.problems), 'row')} will be left out:")
        st.dataframe(pd.DataFrame(read.problems, columns=["Where", "Why"]), hide_index=True, height=140)


def versions_view(project: Project, version: PromptVersion) -> None:
    """Draw the newest versions, each with the way back to it, and the file of this one."""
    off = bool(not_allowed("label"))
    for one in reversed(project.prompt_versions(version.name)[-SHOWN:]):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            when = ago(one.at) if one.at else ""
            st.caption(plain(f"{one.number}. {one.sentence} · {one.user} {when}", 160), width="stretch")
            if one.number != version.number:
                back = partial(project.restore_prompts, one.number, version.name, version.number)
                st.button(
                    "Back to it",
                    key=f"zp-back-{one.number}",
                    type="tertiary",
                    disabled=off,
                    on_click=partial(change, project, back),
                )
    st.download_button(
        "Save as JSON",
        json.dumps(version.library.to_dict(), ensure_ascii=False, indent=2),
        file_name="prompts.json",
        mime="application/json",
        key="zp-save",
    )
