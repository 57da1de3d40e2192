"""What can be done with proposals: accept all above a confidence, accept, correct or reject the selected ones."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.steps.review_proposals import to_accept
from grouping.types import Ints
from ui.acting import act
from ui.person import not_allowed
from ui.plain import plain
from ui.predict.check import LOOK, alike, some_of, verdict
from ui.predict.reading import Review, acceptable, class_of
from ui.wording import counted

PICKED, CLEARED, REDRAW = "review-picked", "review-cleared", "review-redraw"
ABOVE, REST, CHECK = "review-above", "review-rest", "review-check"


def clear_selection() -> None:
    """Forget what is selected, here and in the browser."""
    st.session_state[PICKED] = ()
    st.session_state[CLEARED] = st.session_state.get(CLEARED, 0) + 1


def _do(project: Project, edit: Callable[[int], str]) -> None:
    if act(project, edit):
        clear_selection()
    st.session_state[REDRAW] = True


def accept_above(project: Project, review: Review, class_name: str | None, above: float | None) -> None:
    """Accept every open proposal from a confidence on (None: every named one), of one class or of all."""

    def edit(base: int) -> str:
        done = project.accept(review.run.label_set, class_name=class_name, above=above, run=review.run.key, base=base)
        return f"{counted(sum(done.classes.values()), 'image')} labeled as proposed. Undo takes it back."

    _do(project, edit)


def accept_picked(project: Project, review: Review, images: tuple[int, ...]) -> None:
    """Accept the proposals of some images, whatever their confidence."""

    def edit(base: int) -> str:
        done = project.accept(review.run.label_set, images=images, run=review.run.key, base=base)
        return f"{counted(sum(done.classes.values()), 'image')} labeled as proposed."

    _do(project, edit)


def correct(project: Project, review: Review, images: tuple[int, ...], class_name: str) -> None:
    """Give images another class than the proposed one."""

    def edit(base: int) -> str:
        project.correct(images, class_name, review.run.label_set, run=review.run.key, base=base)
        return f"{counted(len(images), 'image')} labeled '{class_name}'."

    _do(project, edit)


def reject(project: Project, review: Review, images: tuple[int, ...]) -> None:
    """Refuse the proposals of images, and leave these without a label."""

    def edit(base: int) -> str:
        project.reject(images, review.run.label_set, run=review.run.key, base=base)
        return f"{counted(len(images), 'proposal')} rejected."

    _do(project, edit)


def above_bar(project: Project, review: Review, choice: str) -> Ints | None:
    """Draw the confidence from which on all are accepted, and the button that says how many that is.

    Returns the places of the few to look at before, where that is wished.
    """
    class_name, reason = class_of(choice), not_allowed("label")
    gone = class_name is not None and class_name not in {one.name for one in review.labels.classes}
    first = min(round(review.threshold, 3), 1.0)
    st.session_state.setdefault(f"{ABOVE}-{review.run.key}", first)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        asked = float(
            st.number_input(
                "From confidence",
                0.0,
                1.0,
                step=0.01,
                format="%.3f",
                key=f"{ABOVE}-{review.run.key}",
                width=150,
                help="At first the threshold that was chosen for the wished precision.",
            )
        )
        above = None if asked == first else asked  # untouched, it is the threshold itself, which has more digits
        found = to_accept(review.table, class_name, above)
        of_class = f" of {plain(class_name, 30)}" if class_name else ""
        st.button(
            f"Accept all {len(found):,}{of_class}" if len(found) else "Accept all",
            key="accept-above",
            type="primary",
            disabled=bool(reason) or not len(found) or gone,
            help=reason or "Labels every open proposal from this confidence on, in one step.",
            on_click=partial(accept_above, project, review, class_name, above),
        )
        left = len(to_accept(review.table, class_name, 0.0)) - len(found)
        st.caption(f"{left:,} below it stay open." if left else "None would stay open.", width="content")
    told = known_right(review, class_name)
    if told:
        st.caption(told)
    if not st.toggle(f"Look at {LOOK} of them first", key=CHECK, help="At random: what they are like, the others are."):
        return None
    places = alike(review, class_name, above)
    seen = some_of(review, places)
    st.caption(verdict(review, seen, len(places)))
    return seen


def known_right(review: Review, class_name: str | None) -> str:
    """Return in words how right a class was where this model named it, of images whose class is known; '' of all."""
    if class_name not in review.classes:
        return ""
    own = review.run.spec["classes"][review.classes.index(class_name)]
    told = review.run.summary.get("right", {}).get(own)
    if told is None:
        return ""  # a prediction of prompts, or one that was made before this was counted
    good, n = told
    if not n:
        return "At its threshold the model named no validation or test image so: nobody knows how right this is."
    return f"Of {counted(n, 'validation and test image')} that it named so at its threshold, {good:,} are."


def selection_bar(project: Project, review: Review, picked: tuple[int, ...]) -> None:
    """Draw what can be done with the selected proposals; every button says how many images it is about."""
    reason, n = not_allowed("label"), len(picked)
    free = acceptable(review, picked)
    off = bool(reason) or not picked
    with st.container(horizontal=True, vertical_alignment="center", key="review-bar"):
        st.button(
            f"Accept {len(free):,}" if picked else "Accept",
            key="accept-picked",
            shortcut="a",
            disabled=off or not free,
            help=reason or "As proposed",
            on_click=partial(accept_picked, project, review, free),
        )
        for one in review.labels.classes:
            if one.key is not None:
                st.button(
                    plain(one.name, 22),
                    key=f"correct-{one.key}",
                    shortcut=str(one.key),
                    disabled=off,
                    on_click=partial(correct, project, review, picked, one.name),
                )
        _others(project, review, picked, off)
        st.button(
            f"Reject {n:,}" if picked else "Reject",
            key="reject-picked",
            type="tertiary",
            shortcut="0",
            disabled=off,
            help=reason or "The class is wrong, and no other is given: the image stays without a label.",
            on_click=partial(reject, project, review, picked),
        )
    if picked:
        st.caption(f"{counted(n, 'image')} selected. Esc clears.")
    else:
        st.caption("Select images, then accept (A), give another class by its key, or reject (0). Ctrl+A takes all.")


def _others(project: Project, review: Review, picked: tuple[int, ...], off: bool) -> None:
    """Draw the classes beyond the ninth, which have no key, as a list."""
    names = [one.name for one in review.labels.classes if one.key is None]
    if not names:
        return

    def take() -> None:
        name = st.session_state[REST]
        st.session_state[REST] = None
        if name is not None:
            correct(project, review, picked, name)

    st.selectbox(
        "Another class",
        names,
        index=None,
        key=REST,
        placeholder="Another class",
        disabled=off,
        label_visibility="collapsed",
        width=180,
        on_change=take,
    )
