"""The groups below the one that is looked at, as cards."""

import hashlib
from dataclasses import replace

import numpy as np
import streamlit as st

from grouping.errors import GrouplineError
from grouping.metrics import c_score, convergence_difference, convergence_ratio, entropy
from grouping.project import Project
from grouping.store.decisions import partition_source
from grouping.tree import Group
from grouping.types import Ints
from ui.clusters.cards import ClusterCard, cluster_cards
from ui.clusters.faces import CENTRAL_UP_TO, Faces, faces
from ui.explore.nodes import label_mix, title_of
from ui.explore.pictures import COLORS, NONE, Pictures
from ui.explore.view import View
from ui.recent import Recent
from ui.wording import percent


def members(children: list[Group]) -> tuple[Ints, Ints]:
    """Return (image ids, place of the child that each is in), both (n_images,)."""
    ids = [np.asarray(child.image_ids, np.int64) for child in children]
    return np.concatenate(ids), np.repeat(np.arange(len(children)), [len(one) for one in ids])


_RECENT: Recent[list[ClusterCard]] = Recent(16)


def child_cards(view: View) -> list[ClusterCard]:
    """Return a card for each group below the one looked at, in the tree's order."""
    newest = max((one.id for one in view.project.encodings()), default=0)
    of = (str(view.project.workspace.home), view.project.id, newest, view.group.path)
    return _RECENT.get((*of, view.tree, view.labels, view.pictures), lambda: _child_cards(view, newest))


def _child_cards(view: View, newest: int) -> list[ClusterCard]:
    children = [child for child in view.tree.children(view.group.path) if child.size]
    if not children:
        return []
    ids, clusters = members(children)
    known = np.isin(ids, view.pictures.ids)
    ids, clusters = ids[known], clusters[known]
    shown = _faces_of(view.project, newest, children[0].partition, ids, clusters)
    cards = cluster_cards(ids, clusters, view.pictures, shown)
    return [_about(card, children[card.number], view) for card in cards]


def _about(card: ClusterCard, child: Group, view: View) -> ClusterCard:
    labeled = sum(n for _, _, n in label_mix(child, view.labels))
    state = "labeled" if labeled == child.size else f"{percent(labeled, child.size)} labeled" if labeled else ""
    share = child.size / max(view.group.size, 1)
    return replace(card, key=child.path, title=title_of(child), name=child.name, state=state, share=share)


def near_colors(pictures: Pictures) -> dict[str, str]:
    """Return near-label -> the colour that it has all over the page."""
    return {name: COLORS[code % len(COLORS)] for code, name in enumerate(pictures.near_names)}


_FIGURES: Recent[str] = Recent(16)


def partition_figures(view: View) -> str:
    """Return the figures of the groups below as a partition: entropy, and the C-Scores where there are near-labels."""
    return _FIGURES.get((view.group.path, view.tree, view.pictures), lambda: _partition_figures(view))


def _partition_figures(view: View) -> str:
    ids, clusters = members(view.tree.children(view.group.path))
    known = np.isin(ids, view.pictures.ids)
    near, clusters = view.pictures.near_codes[view.pictures.rows(ids)], clusters[known]
    told = [f"entropy {entropy(clusters):.3f} bits"] if len(clusters) else []
    if len(np.unique(near[near != NONE])) > 1:
        told += [
            f"C-Score {c_score(near, clusters):.3f}",
            f"convergence difference {convergence_difference(near, clusters):.3f}",
            f"convergence ratio {convergence_ratio(near, clusters):.3f}",
        ]
    return " · ".join(told)


def _faces_of(project: Project, newest: int, partition: str, ids: Ints, clusters: Ints) -> dict[int, Faces]:
    source = partition_source(project.workspace.database, project.id, partition) if partition else {}
    digest = hashlib.sha256(ids.tobytes() + clusters.tobytes()).hexdigest()
    encoder = (str(source.get("encoder", "")), str(source.get("preprocessing", "")))
    return _faces(str(project.workspace.home), project.name, newest, encoder, digest, ids, clusters)


@st.cache_resource(max_entries=32, show_spinner=False)
def _faces(
    home: str, name: str, newest: int, encoder: tuple[str, str], digest: str, _ids: Ints, _clusters: Ints
) -> dict[int, Faces]:
    if not newest or len(_ids) > CENTRAL_UP_TO:
        return faces(_ids, _clusters, None)
    project = Project.open(name, home=home)
    try:
        embeddings = project.embeddings(encoder[0] or None, encoder[1] or None, _ids.tolist())
    except GrouplineError:  # that encoding is gone: any other tells the centre, too
        embeddings = project.embeddings(images=_ids.tolist())
    return faces(_ids, _clusters, embeddings)
