"""The gold set: images locked away for one final figure a model."""

from functools import partial

import streamlit as st

from classifiers.project import Project
from grouping.labels import LabelSet
from ui.acting import act
from ui.person import not_allowed
from ui.plain import plain
from ui.wording import ago, counted

PER_CLASS = "gold-per-class"
USUAL = 30


def most_per_class(counts: dict[str, int]) -> int:
    """Return how many images of each class can be locked: one of the smallest class stays to learn from, at least."""
    held = [count for count in counts.values() if count]
    return max(min(held) - 1, 0) if held else 0


def proposed(counts: dict[str, int]) -> int:
    """Return a number to begin with: a fifth of the smallest class, `USUAL` at most."""
    held = [count for count in counts.values() if count]
    return max(1, min(USUAL, min(held) // 5, most_per_class(counts))) if held else 1


def gold_set(project: Project, labels: LabelSet) -> None:
    """Draw the gold set of a label set, or the form that locks one."""
    st.markdown("**Gold set**")
    there = project.gold().get(labels.name)
    if there is not None:
        st.markdown(f"Locked: {counted(there['n'], 'image')}, by {plain(there['user'])} {ago(there['at'])}.")
        st.caption("; ".join(f"{plain(name, 40)} {count:,}" for name, count in there["classes"].items()))
        st.caption(
            "No model ever learns from them, nor from near-copies of them. Each model may use them once, for its final "
            "figure: on Models, under Figures."
        )
        return
    st.caption(
        "Images that no model ever sees in training, tuning or stopping; each model is judged on them once, at the "
        "very end. Lock them before you train: a model that has seen them can never be judged on them."
    )
    _form(project, labels)


def _form(project: Project, labels: LabelSet) -> None:
    counts = {name: count for name, count in labels.counts().items() if count}
    most = most_per_class(counts)
    if not most:
        st.caption("Every class needs two labeled images at least before a gold set can be locked.")
        return
    reason = not_allowed("freeze")
    st.session_state[PER_CLASS] = min(int(st.session_state.get(PER_CLASS, proposed(counts))), most)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        n = int(st.number_input("Images of each class", 1, most, key=PER_CLASS, width=150))
        st.button(
            f"Lock {n} × {len(counts)} = {counted(n * len(counts), 'image')}",
            key="lock-gold",
            disabled=bool(reason),
            help=reason or "A gold set is locked once for a label set, and stays as it is: this cannot be undone.",
            on_click=partial(_lock, project, labels.name, n),
        )
    st.caption("Drawn by chance from the labels as they are now. It stays for good: undo does not unlock it.")


def _lock(project: Project, label_set: str, per_class: int) -> None:
    def edit(_base: int) -> str:
        locked = project.lock_gold(label_set, per_class=per_class)
        return f"{counted(sum(locked.values()), 'image')} of '{label_set}' are gold from now on."

    act(project, edit)
