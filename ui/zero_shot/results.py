"""The gallery of a recognition, by outcome and class, and what is done with its images."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from classifiers.project import Project
from grouping.types import Ints
from ui.components.gallery import GalleryView, ImageList, gallery, image_list
from ui.components.gallery.view import NAMED, class_entries, label_codes, selected_ids
from ui.label.reading import class_by_key, label_set_of
from ui.navigation import PAGES
from ui.person import not_allowed
from ui.place import place
from ui.plain import plain
from ui.wording import counted
from ui.zero_shot.accepting import CLEARED, PICKED, REDRAW, accept, correct, review_all
from ui.zero_shot.listing import ACCEPTED, CHOICES, LABELED, Listing, listing
from ui.zero_shot.live import Live

GALLERY, OUTCOME, CLASS, OPENED, TO = "zs-gallery", "zs-outcome", "zs-class", "zs-opened", "zs-correct-to"
HEIGHT, PILLS = 600, 14


def results(project: Project, live: Live, label_set: str, explain: Callable[[int], None]) -> None:
    """Draw the recognition; a selection redraws this part of the page alone. `explain` draws more of one image."""
    st.session_state.pop(REDRAW, None)
    _part(project, live, label_set, explain)


@st.fragment
def _part(project: Project, live: Live, label_set: str, explain: Callable[[int], None]) -> None:
    if st.session_state.pop(REDRAW, False):
        st.rerun()  # an edit changes what the page's head and the sidebar tell too
    opened = st.session_state.pop(OPENED, None)
    if opened is not None:
        st.switch_page(PAGES / "image.py", query_params={**place().query(), "image": str(opened)})
    found = live.found
    if found is None:
        return
    labels = label_set_of(project, label_set).labels
    one = listing(found, labels)
    st.html(f'<div data-recognised="{found.key[:16]}" data-waits="{live.waits_for is not None}" hidden></div>')
    line = st.container(horizontal=True, vertical_alignment="center", gap="small", key="zs-bar")
    with line:
        choice = _outcome(one)
    name = _class(one, choice)
    places = one.places(choice, name)
    picked = selected_ids({"ids": st.session_state.get(PICKED, ())}, one.ids[places])
    with line:
        _bar(project, one, label_set, choice, places, picked)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _reason(one, choice, places, picked)
        if picked and live.waits_for is None:
            explain(picked[0])
    _gallery(project, one, label_set, places, named=name is None)


def _outcome(one: Listing) -> str:
    counts = one.counts()
    chosen = st.segmented_control(
        "How images end",
        list(CHOICES),
        default=ACCEPTED,
        required=True,
        key=OUTCOME,
        format_func=lambda choice: f"{CHOICES[choice]} :gray[{counts[choice]:,}]",
        label_visibility="collapsed",
    )
    return str(chosen or ACCEPTED)


def _class(one: Listing, choice: str) -> str | None:
    """Draw the classes with their counts; None means all of them."""
    counts = one.class_counts(choice)
    if st.session_state.get(CLASS) not in counts:
        st.session_state[CLASS] = None
    draw = st.pills if len(counts) <= PILLS else partial(st.selectbox, index=None, placeholder="All classes", width=320)
    found = draw(
        "Class",
        list(counts),
        key=CLASS,
        format_func=lambda name: f"{plain(name, 30)} :gray[{counts[name]:,}]" if draw is st.pills else name,
        label_visibility="collapsed",
    )
    return None if found is None else str(found)


def _bar(
    project: Project,
    one: Listing,
    label_set: str,
    choice: str,
    places: Ints,
    picked: tuple[int, ...],
) -> None:
    reason, found = not_allowed("label"), one.found
    images = [int(i) for i in (picked or one.ids[places].tolist())]
    off = bool(reason) or choice == LABELED or not images
    every = "" if picked else "all "
    st.space("stretch")
    st.button(
        f"Accept {every}{len(images):,}" if images else "Accept",
        key="zs-accept",
        type="primary" if choice == ACCEPTED else "secondary",
        disabled=off,
        help=reason or f"Labels them as recognised, in '{plain(label_set, 40)}', in one step that undo takes back.",
        on_click=partial(accept, project, found, label_set, images),
    )
    _correct(project, one, label_set, picked, reason)
    left = int((~one.labeled).sum())
    st.button(
        f"Review {left:,}" if left else "Review",
        key="zs-review",
        type="tertiary",
        disabled=bool(reason) or not left,
        help=reason or "Opens the review list, with all images that have no label, the most doubtful first.",
        on_click=partial(review_all, project, found, label_set),
    )


def _correct(project: Project, one: Listing, label_set: str, picked: tuple[int, ...], reason: str) -> None:
    own = one.found.answers.names
    names = [*own, *(each.name for each in label_set_of(project, label_set).classes if each.name not in own)]

    def take() -> None:
        name = st.session_state[TO]
        st.session_state[TO] = None
        if name is not None:
            correct(project, one.found, label_set, picked, name)

    st.selectbox(
        "Correct to",
        names,
        index=None,
        key=TO,
        placeholder=f"Correct {len(picked):,} to" if picked else "Correct to",
        disabled=bool(reason) or not picked,
        label_visibility="collapsed",
        width=150,
        on_change=take,
    )


def _reason(one: Listing, choice: str, places: Ints, picked: tuple[int, ...]) -> None:
    """Say in words why the selected image ended as it did, or what there is to select."""
    if picked:
        which = "" if len(picked) == 1 else f"{counted(len(picked), 'image')} selected. The first: "
        st.caption(plain(f"{which}{one.found.reason(picked[0])}"))
    elif len(places):
        st.caption("On each image its probability, margin and class. Select some to see why, accept or correct them.")
    else:
        st.caption(f"No image is {CHOICES[choice].lower()} here.")


def _gallery(project: Project, one: Listing, label_set: str, places: Ints, *, named: bool) -> None:
    images, labels = project.picture_columns(), label_set_of(project, label_set)
    rows = images.rows(one.ids.tolist())
    names = tuple(each.name for each in labels.classes)
    rev = f"zs-{project.id}-{label_set}-{project.version()}-{len(rows)}-{int(one.ids.sum())}"
    written = [images.names[row] for row in rows] if len(rows) <= NAMED else []
    codes = label_codes(one.ids, labels.labels, names)
    image_list(ImageList(rev, one.ids, images.digests[rows], written, codes), key="zs-images")
    view = GalleryView(
        rev=rev,
        shown=places,
        changed=[],
        classes=class_entries(names, labels.classes),
        aspect=images.aspect(rows),
        height=HEIGHT,
        cleared=st.session_state.get(CLEARED, 0),
        notes=one.notes(places, named=named),
        refused=not_allowed("label"),
    )
    gallery(view, GALLERY, on_select=_on_select, on_label=partial(_on_label, project, one, label_set), on_open=_on_open)


def _message(field: str) -> Any:
    return getattr(st.session_state[GALLERY], field) or {}


def _on_select() -> None:
    st.session_state[PICKED] = tuple(int(i) for i in _message("select").get("ids", ()))


def _on_label(project: Project, one: Listing, label_set: str) -> None:
    message = _message("label")
    meant = class_by_key(label_set_of(project, label_set), int(message["key"]))
    if meant:
        correct(project, one.found, label_set, tuple(int(i) for i in message["ids"]), meant.name)


def _on_open() -> None:
    st.session_state[OPENED] = int(_message("open")["id"])
