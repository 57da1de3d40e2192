"""An edit from a page: on the version that the page showed, and told in a sentence however it ended."""

from collections.abc import Callable

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from ui.plain import plain

_SAID = "edit-said"


def _key(project: Project) -> str:
    return f"version-shown-{project.id}"


def note_version(project: Project) -> None:
    """Remember the version that the page is about to show; its edits are made on that one."""
    st.session_state[_key(project)] = project.version()


def act(project: Project, edit: Callable[[int], str]) -> bool:
    """Make an edit, given the version that this session was shown, and keep its sentence for `tell`.

    Returns whether it was made; a conflict or another error is kept as the sentence it is.
    """
    base: int = st.session_state.get(_key(project), project.version())
    try:
        said = edit(base)
    except GrouplineError as error:
        st.session_state[_SAID] = (False, str(error))
        return False
    st.session_state[_SAID] = (True, said)
    return True


def untold() -> bool:
    """Whether an edit has ended in a sentence that `tell` has not shown yet."""
    return bool(st.session_state.get(_SAID, (True, ""))[1])


def tell() -> None:
    """Show once how the last edit ended: a refusal in the page, a success beside it, where it moves nothing."""
    made, sentence = st.session_state.pop(_SAID, (True, ""))
    if sentence and made:
        st.toast(plain(sentence))
    elif sentence:
        st.error(plain(sentence))
