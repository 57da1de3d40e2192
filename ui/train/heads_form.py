"""The choice of heads: one row each, with what it is good for."""

import streamlit as st

from classifiers.heads.catalogue import HEADS
from classifiers.project import Project
from ui.next_step import next_step
from ui.plain import plain
from ui.train.data import Data
from ui.train.request import Wanted
from ui.train.words import HEADS as WORDS


def choose_heads(project: Project, data: Data) -> list[Wanted]:
    """Draw the heads that fit the data, and return those that are chosen."""
    encodings = list(dict.fromkeys((one.encoder, str(one.spec["preprocessing"])) for one in project.encodings()))
    if not encodings:
        next_step("Heads learn from embeddings, and there are none yet: encode the images.", "encode.py", "Encode")
        return []
    with st.container(horizontal=True, vertical_alignment="bottom"):
        encoding = st.selectbox(
            "Embeddings", encodings, format_func=lambda one: f"{one[0]} ({one[1]})", key="head-encoding", width=300
        )
        balanced = st.checkbox(
            "Rare classes count as much as frequent ones",
            value=True,
            key="head-balanced",
            help="Weighs each class by the inverse of its frequency, where the head can.",
        )
        search = st.checkbox(
            "Search hyper-parameters",
            value=True,
            key="head-search",
            help="By inner cross-validation of the training images; without it the middle of the grid is taken.",
        )
    several = len(data.classes) > 1
    chosen = (
        _rows([name for name, head in HEADS.items() if not head.one_class], "logistic_regression") if several else []
    )
    normal, strange = _one_class(data, several)
    given = {"class_weight": "balanced" if balanced else "none", "search": search}
    return [
        *(Wanted("head", {"head": name, **given}, encoding) for name in chosen),
        *(Wanted("head", {"head": name, **given, "normal": normal}, encoding) for name in strange),
    ]


def _one_class(data: Data, several: bool) -> tuple[str, list[str]]:
    names = [name for name, head in HEADS.items() if head.one_class]
    label = "Heads for one class: learn what is normal, and find what is not"
    with st.expander(label, expanded=not several):
        normal = st.selectbox(
            "Normal is", data.classes, key="head-normal", format_func=lambda name: name, width=300, disabled=not several
        )
        return normal, _rows(names, "" if several else "kth_neighbour")


def _rows(names: list[str], usual: str) -> list[str]:
    chosen = []
    for name in names:
        left, right = st.columns([2, 5], vertical_alignment="center", gap="small")
        if left.checkbox(HEADS[name].title, value=name == usual, key=f"head-{name}"):
            chosen.append(name)
        right.caption(plain(WORDS[name]))
    return chosen
