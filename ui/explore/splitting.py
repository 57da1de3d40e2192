"""Splitting a group, in one flow: sweep it, then take a partition; or let it grow by the rule."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import Group
from ui.explore.desk import desk
from ui.explore.edits import split_group
from ui.explore.sweeps import Offer, most_clusters, offer_of
from ui.plain import plain
from ui.wording import counted

SMALLEST = 6
"""Groups with fewer images are not worth a sweep."""


def splitting(project: Project, group: Group, busy: bool) -> None:
    """Draw how the group can be split; nothing while a job of it runs."""
    if group.size < SMALLEST:
        st.caption(f"A group needs {SMALLEST} images to be split; this one has {group.size}.")
        return
    if not project.encodings():
        st.info("Encode the images first; groups are made from their embeddings.")
        return
    if busy:
        st.caption("A job of this group is running; it is shown above the gallery.")
        return
    offer = offer_of(project, group)
    if offer:
        _take(project, group, offer)
        st.divider()
    _sweep(project, group, again=offer is not None)


def _take(project: Project, group: Group, offer: Offer) -> None:
    st.markdown(f"**Split {counted(group.size, 'image')}** · swept with {plain(offer.encoder)}")
    st.button(
        f"By Min-Max: {offer.algorithm}, {offer.n_clusters} groups",
        help=plain(" ".join(offer.reasons), 600),
        type="primary",
        width="stretch",
        on_click=split_group,
        args=(project, group.path, "min-max"),
    )
    if offer.has_near_labels:
        st.button(
            "By convergence on the near-labels",
            width="stretch",
            on_click=split_group,
            args=(project, group.path, "convergence"),
        )
    algorithm_at, clusters_at, button_at = st.columns([1.3, 1, 1.1], vertical_alignment="bottom")
    algorithm = algorithm_at.selectbox(
        "Algorithm",
        list(offer.points),
        index=list(offer.points).index(offer.algorithm),
        key=f"explore_algorithm_{group.path}",
    )
    clusters = clusters_at.selectbox(
        "Groups", offer.points[algorithm], key=f"explore_clusters_{group.path}_{algorithm}"
    )
    button_at.button(
        f"Split into {clusters}",
        width="stretch",
        on_click=split_group,
        args=(project, group.path, f"{algorithm}:{clusters}"),
    )


def _sweep(project: Project, group: Group, again: bool) -> None:
    most = most_clusters(group.size)
    st.markdown(
        "**Sweep again**" if again else f"**Sweep {counted(group.size, 'image')}** to see how they can be split"
    )
    up_to = 2 if most == 2 else st.slider("Up to so many groups", 2, most, min(most, 20), key=f"explore_k_{group.path}")
    sweep_at, grow_at = st.columns(2)
    arguments = {"group": group.path, "clusters": list(range(2, up_to + 1))}
    sweep_at.button(
        "Sweep",
        width="stretch",
        on_click=_submit,
        args=(project, "sweep", arguments),
        type="tertiary" if again else "secondary",
    )
    grow_at.button(
        "Grow",
        help="Sweeps and splits this group, and what comes of it, until each part is small or holds together",
        width="stretch",
        on_click=_submit,
        args=(project, "grow", arguments),
    )


def _submit(project: Project, kind: str, arguments: dict[str, object]) -> None:
    try:
        project.submit(kind, **arguments)
    except GrouplineError as error:
        desk().error = str(error)
