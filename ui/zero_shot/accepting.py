"""From what is shown to labels: proposals that the review list keeps, accepted or corrected in one step."""

from collections.abc import Sequence

import streamlit as st

from classifiers.project import Project
from classifiers.store.proposals import ProposalRun
from classifiers.zero_shot.recognise import Recognition
from ui.acting import act
from ui.wording import counted

PICKED, CLEARED, REDRAW, _RUN = "zs-picked", "zs-cleared", "zs-redraw", "zs-run"


def run_of(project: Project, found: Recognition, label_set: str) -> ProposalRun:
    """Return the proposals of a recognition for a set; made once a session, for the images without a label then.

    Raises GrouplineError where every image has one.
    """
    key = (found.key, label_set)
    kept: tuple[object, ProposalRun] | None = st.session_state.get(_RUN)
    if kept is None or kept[0] != key:
        kept = (key, project.propose(found, label_set))
        st.session_state[_RUN] = kept
    return kept[1]


def _proposed(project: Project, found: Recognition, label_set: str, base: int) -> tuple[ProposalRun, int]:
    """Return the proposals and the version to edit on: proposing may define the classes, which is our own edit."""
    alone = project.version() == base
    run = run_of(project, found, label_set)
    return run, project.version() if alone else base


def accept(project: Project, found: Recognition, label_set: str, images: Sequence[int]) -> None:
    """Label images as they were recognised, in one step."""

    def edit(base: int) -> str:
        run, seen = _proposed(project, found, label_set, base)
        done = project.accept(label_set, images=images, run=run.key, base=seen)
        return f"{counted(sum(done.classes.values()), 'image')} labeled in '{label_set}'. Undo takes it back."

    _done(act(project, edit))


def correct(project: Project, found: Recognition, label_set: str, images: Sequence[int], class_name: str) -> None:
    """Give images another class than the recognised one, in one step."""

    def edit(base: int) -> str:
        run, seen = _proposed(project, found, label_set, base)
        project.correct(images, class_name, label_set, run=run.key, base=seen)
        return f"{counted(len(images), 'image')} labeled '{class_name}'. Undo takes it back."

    _done(act(project, edit))


def review_all(project: Project, found: Recognition, label_set: str) -> None:
    """Put everything into the review list and go there."""

    def edit(base: int) -> str:
        run, _ = _proposed(project, found, label_set, base)
        st.session_state["view"] = "Review"
        st.query_params["run"] = run.key[:12]
        return f"{counted(int(run.summary['n']), 'proposal')} to review."

    _done(act(project, edit))


def _done(made: bool) -> None:
    if made:
        st.session_state[PICKED] = ()
        st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1
    st.session_state[REDRAW] = True
