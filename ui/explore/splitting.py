"""Splitting a group, in one flow: sweep it, then take a partition; or let it grow by the rule."""

import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import Group
from ui.explore.desk import desk
from ui.explore.edits import split_group
from ui.explore.modes import show_cards
from ui.explore.pictures import NONE
from ui.explore.sweeps import Offer, most_clusters, offer_of
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted

SMALLEST = 6
"""Groups with fewer images are not worth a sweep."""

GROWS = "Sweeps and splits this group, and what comes of it, until each part is small or holds together"


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
        **allowed("edit groups", help=plain(" ".join(offer.reasons), 600)),
        type="primary",
        width="stretch",
        on_click=split_group,
        args=(project, group.path, "min-max"),
    )
    if offer.has_near_labels:
        st.button(
            "By convergence on the near-labels",
            width="stretch",
            **allowed("edit groups"),
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
        **allowed("edit groups"),
        on_click=split_group,
        args=(project, group.path, f"{algorithm}:{clusters}"),
    )


def _sweep(project: Project, group: Group, again: bool) -> None:
    most = most_clusters(group.size)
    title = "**Sweep again**" if again else f"**Sweep and split {counted(group.size, 'image')}** in one go"
    st.markdown(title)
    up_to = 2 if most == 2 else st.slider("Up to so many groups", 2, most, min(most, 20), key=f"explore_k_{group.path}")
    arguments: dict[str, object] = {"group": group.path, "clusters": list(range(2, up_to + 1))}
    for label, by, told in _rules(project, group):
        st.button(
            label,
            key=f"explore_split_{by}_{again}",
            **allowed("run jobs", help=told),
            width="stretch",
            type="secondary" if again or by != "min-max" else "primary",
            on_click=_split_by,
            args=(project, by, arguments),
        )
    sweep_at, grow_at = st.columns(2)
    sweep_at.button(
        "Sweep only",
        **allowed("run jobs", help="Then choose the partition by hand, here or among the curves of the Group page"),
        width="stretch",
        on_click=_submit,
        args=(project, "sweep", arguments),
    )
    grow_at.button(
        "Grow",
        **allowed("run jobs", help=GROWS),
        width="stretch",
        on_click=_submit,
        args=(project, "grow", arguments),
    )


def _rules(project: Project, group: Group) -> list[tuple[str, str, str]]:
    """Return (label, rule, what it does) of the rules that this group's images allow."""
    found = [
        ("Sweep, then split by Min-Max", "min-max", "Low entropy and high silhouette, whatever the near-labels say")
    ]
    known = project.picture_columns()
    near = known.near_codes[known.rows(group.image_ids)]
    if len(set(near[near != NONE].tolist())) > 1:
        told = "The smallest convergence difference: each group inside one near-label"
        found.append(("Sweep, then split by convergence", "convergence", told))
    return found


def _split_by(project: Project, by: str, arguments: dict[str, object]) -> None:
    show_cards()
    _submit(project, "split", {**arguments, "by": by, "base": desk().seen})


def _submit(project: Project, kind: str, arguments: dict[str, object]) -> None:
    try:
        project.submit(kind, **arguments)
    except GrouplineError as error:
        desk().error = str(error)
