"""The classes and what is said of each, as a person edits them; every change is a version of the library."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.store.prompts import PromptVersion
from classifiers.zero_shot.prompts import KINDS, MAX_PROMPT, PLAIN, TEMPLATES, Prompt
from ui.person import not_allowed
from ui.plain import plain
from ui.wording import counted
from ui.zero_shot.prompt_change import change, changed
from ui.zero_shot.steps_back import steps_back

CLASS, NEW, FIRST, TEXTS, KIND, FORMS = "zp-class", "zp-new", "zp-first", "zp-texts", "zp-kind", "zp-templates"
TALL = 9
"""More classes than this scroll."""


def prompts_panel(project: Project, version: PromptVersion) -> None:
    """Draw the classes, the prompts of the chosen one, and the templates."""
    off = bool(not_allowed("label"))
    library = version.library
    st.subheader(counted(len(library.classes), "class", "classes") if library.classes else "Classes")
    steps_back(project, version, off)
    _new_class(project, version, off)
    if library.classes:
        name = _choose(version)
        _sayings(project, version, name, off)
        _add(project, version, name, off)
        with st.expander(f"Templates :gray[{len(library.templates):,}]"):
            _templates(project, version, off)


def _new_class(project: Project, version: PromptVersion, off: bool) -> None:
    def make() -> None:
        name, text = st.session_state[NEW].strip(), st.session_state[FIRST].strip()
        if changed(
            project,
            lambda: project.add_prompts(name, [text] if text else [], library=version.name, base=version.number),
        ):
            st.session_state[CLASS] = name

    with (
        st.popover("Add a class", disabled=off, width="stretch"),
        st.form("zp-form", border=False, clear_on_submit=True),
    ):
        st.text_input("Name", key=NEW, max_chars=200)
        st.text_input(
            "What it looks like", key=FIRST, max_chars=MAX_PROMPT, placeholder="a thin bright line along the strip"
        )
        st.caption("Without a sentence a class is told by its name.")
        st.form_submit_button("Add", type="primary", on_click=make)


def _choose(version: PromptVersion) -> str:
    names = list(version.library.names)
    if st.session_state.get(CLASS) not in names:
        st.session_state[CLASS] = names[0]
    numbers = {one.name: len(one.prompts) for one in version.library.classes}
    with st.container(height=280 if len(names) > TALL else "content", border=len(names) > TALL):
        chosen: str = st.radio(
            "Class",
            names,
            key=CLASS,
            format_func=lambda name: f"{plain(name, 40)} :gray[{numbers[name] or 'its name'}]",
            label_visibility="collapsed",
            width="stretch",
        )
    return chosen


def _sayings(project: Project, version: PromptVersion, name: str, off: bool) -> None:
    st.markdown(f"**{plain(name, 60)}**")
    for place, prompt in enumerate(version.library.find(name).prompts):
        _saying(project, version, name, place, prompt, off)
    remove = partial(project.remove_prompt, name, library=version.name, base=version.number)
    st.button(
        f"Remove '{plain(name, 24)}'",
        key="zp-remove-class",
        type="tertiary",
        disabled=off,
        help="With all its prompts; an earlier version brings it back.",
        on_click=partial(change, project, remove),
    )


def _saying(project: Project, version: PromptVersion, name: str, place: int, prompt: Prompt, off: bool) -> None:
    key = f"zp-{name}-{place}"
    st.session_state[key] = prompt.text  # a box always shows what the library says now

    def put() -> None:
        text = st.session_state[key]
        if text == prompt.text:
            return
        if text.strip():
            change(
                project,
                lambda: project.change_prompt(name, prompt.text, text, prompt.kind, version.name, version.number),
            )
        else:
            change(project, lambda: project.remove_prompt(name, prompt.text, version.name, version.number))

    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        st.text_input(
            f"{place + 1}. {prompt.kind.capitalize()}",
            key=key,
            max_chars=MAX_PROMPT,
            disabled=off,
            on_change=put,
            width="stretch",
        )
        st.button(
            "✕",
            key=f"{key}-out",
            type="tertiary",
            disabled=off,
            help="Take this prompt away",
            on_click=partial(
                change,
                project,
                partial(project.remove_prompt, name, prompt.text, library=version.name, base=version.number),
            ),
        )


def _add(project: Project, version: PromptVersion, name: str, off: bool) -> None:
    def put() -> None:
        texts = [line for line in st.session_state[TEXTS].splitlines() if line.strip()]
        kind = st.session_state[KIND]
        if texts:
            change(project, lambda: project.add_prompts(name, texts, kind, version.name, version.number))

    with st.form("zp-add", border=False, clear_on_submit=True):
        st.text_area(
            "More descriptions, one a line",
            key=TEXTS,
            height=76,
            disabled=off,
            placeholder="a dark round hole\na rough grey patch",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("They tell its", KINDS, index=KINDS.index("defect"), key=KIND, disabled=off, width=140)
            st.form_submit_button("Add", on_click=put, disabled=off)


def _templates(project: Project, version: PromptVersion, off: bool) -> None:
    shown = "\n".join(version.library.templates)
    st.session_state[FORMS] = shown

    def put() -> None:
        if st.session_state[FORMS] == shown:
            return
        forms = [line for line in st.session_state[FORMS].splitlines() if line.strip()]
        change(project, lambda: project.set_templates(forms, version.name, version.number))

    usual = partial(project.set_templates, (PLAIN, *TEMPLATES), version.name, version.number)
    st.text_area(
        "One a line; {} is where a prompt goes",
        key=FORMS,
        height=110,
        disabled=off,
        on_change=put,
    )
    st.button("Take the usual ones", key="zp-usual", disabled=off, on_click=partial(change, project, usual))
