"""The upload of this browser for a project: found again after a reload, forgotten when an import takes it."""

from dataclasses import dataclass

import streamlit as st

from grouping.errors import GrouplineError
from grouping.images.uploaded import ARCHIVES, part_of
from grouping.project import Project
from grouping.steps.keep_uploads import Kept, Owner, drop_batch, kept_files, new_batch, owner_of, source_of


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What of an upload is here whole."""

    batch: str
    files: tuple[Kept, ...]

    @property
    def n_bytes(self) -> int:
        """Bytes of all files."""
        return sum(kept.size for kept in self.files)

    @property
    def n_archives(self) -> int:
        """Files that are opened as archives."""
        return sum(part_of(kept.name) == ARCHIVES for kept in self.files)

    @property
    def tables(self) -> list[str]:
        """Names of the tables among them, which may hold near-labels."""
        return sorted(kept.name for kept in self.files if kept.name.lower().endswith(".csv"))


def cookie_name(project: Project) -> str:
    """Return the name under which a browser remembers its upload."""
    return f"groupline-upload-{project.id}"


def _key(project: Project) -> str:
    return f"upload-batch-{project.id}"


def batch_of(project: Project) -> str:
    """Return this session's batch: the one at hand, the one that the browser remembers, or a new one."""
    owner = Owner(project.name, project.user)
    for token in (st.session_state.get(_key(project)), st.context.cookies.get(cookie_name(project))):
        if isinstance(token, str) and _is_ours(project, token, owner):
            break
    else:
        token = new_batch(project.workspace, owner)
    st.session_state[_key(project)] = token
    return str(token)


def _is_ours(project: Project, token: str, owner: Owner) -> bool:
    used = st.session_state.get("uploads-imported", ())
    try:
        return token not in used and owner_of(project.workspace, token) == owner
    except GrouplineError:
        return False


def leave_batch(project: Project) -> None:
    """Let an import have this session's batch; the next upload begins a new one."""
    token = st.session_state.pop(_key(project), None)
    st.session_state["uploads-imported"] = (*st.session_state.get("uploads-imported", ()), token)


def discard_batch(project: Project) -> None:
    """Delete what was uploaded and not imported."""
    drop_batch(project.workspace, batch_of(project))
    leave_batch(project)


def uploaded(project: Project) -> Uploaded:
    """Return what of this session's upload is here."""
    batch = batch_of(project)
    return Uploaded(batch, tuple(kept_files(project.workspace.upload(batch))))


def source(project: Project, batch: str) -> str:
    """Return the source that an import of the batch takes."""
    return source_of(project.workspace, batch)
