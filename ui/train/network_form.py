"""The choices of recipes that train a network: where it starts, what stays frozen, how long, on which views."""

from typing import Any

import streamlit as st

from classifiers.finetune.network_spec import BACKBONES
from classifiers.project import Project
from classifiers.siamese.spec import SMALL
from ui.plain import plain
from ui.train.data import Data
from ui.train.request import Wanted
from ui.train.views import views
from ui.train.words import LOSSES, PLANS, WEIGHTINGS

STARTS = {"pretrained": "Pre-trained weights", "scratch": "Random weights (from scratch)"}


def _number(label: str, low: int, high: int, usual: int, key: str, **more: Any) -> int:
    return int(st.number_input(label, low, high, usual, key=key, width=130, **more))


def _network(project: Project, data: Data, recipe: str, backbones: tuple[str, ...]) -> dict[str, Any]:
    """Draw backbone, start, frozen stages, and the plan of changes with what it does."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        backbone = st.selectbox("Network", backbones, key=f"{recipe}-backbone", width=230)
        small = backbone == SMALL
        start = st.selectbox(
            "Starts from",
            ["scratch"] if small else list(STARTS),
            key=f"{recipe}-start-{small}",
            format_func=STARTS.__getitem__,
            width=230,
        )
        frozen = 0
        if recipe != "ensemble":
            scratch = start == "scratch"
            frozen = _number(
                "Frozen stages",
                0,
                12,
                0 if scratch else 5,
                f"{recipe}-frozen-{scratch}",
                disabled=scratch,
                help="The first stages stay as they were. More of them is faster and safer with few images.",
            )
        plan = st.selectbox(
            "Changes to training images", list(PLANS), key=f"{recipe}-plan", format_func=PLANS.__getitem__, width=330
        )
    views(project, data, plan, recipe)
    return {"backbone": backbone, "start": start, "frozen": frozen, "augmentation": plan}


def _schedule(recipe: str, epochs: int) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        most = _number("Epochs at most", 1, 500, epochs, f"{recipe}-epochs")
        patience = _number(
            "Patience",
            1,
            100,
            5,
            f"{recipe}-patience",
            help="Stops after so many epochs without a better macro-F1 on the validation images.",
        )
        rate = st.number_input("Learning rate", 1e-6, 1.0, 1e-3, format="%.1e", key=f"{recipe}-rate", width=140)
        batch = _number("Images a step", 2, 512, 32, f"{recipe}-batch")
        size = st.number_input("Side in pixels", 32, 1024, None, key=f"{recipe}-size", placeholder="its own", width=130)
        seed = _number("Seed", 0, 2**31, 0, f"{recipe}-seed")
    given = {"epochs": most, "patience": patience, "learning_rate": float(rate), "batch": batch, "seed": seed}
    return given | {"size": None if size is None else int(size), "warm_up": min(1, most)}


def _losses(data: Data, recipe: str) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        loss = st.selectbox("Loss", ["ce", "focal"], key=f"{recipe}-loss", format_func=LOSSES.__getitem__, width=230)
        weighting = st.selectbox(
            "Classes count", list(WEIGHTINGS), key=f"{recipe}-weighting", format_func=WEIGHTINGS.__getitem__, width=330
        )
        balanced = st.checkbox("Draw every class equally often", key=f"{recipe}-balanced")
    given = {"loss": loss, "weighting": weighting, "balanced": balanced}
    return given | ({"class_weights": _weights(data, recipe)} if weighting == "given" else {})


def _weights(data: Data, recipe: str) -> list[list[Any]]:
    """Draw a weight for each class; a mistake on a class of weight 5 counts like five on one of weight 1."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        return [
            [name, float(st.number_input(plain(name, 30), 0.01, 1000.0, 1.0, key=f"{recipe}-weight-{name}", width=130))]
            for name in data.classes
        ]


def finetune_form(project: Project, data: Data) -> list[Wanted]:
    """Draw the form of fine-tuning."""
    spec = _network(project, data, "finetune", BACKBONES) | _losses(data, "finetune") | _schedule("finetune", 20)
    return [Wanted("finetune", spec)]


def siamese_form(project: Project, data: Data) -> list[Wanted]:
    """Draw the form of a Siamese network."""
    spec = _network(project, data, "siamese", (SMALL, *BACKBONES))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        loss = st.selectbox(
            "Loss",
            ["contrastive", "bce", "asymmetric"],
            key="siamese-loss",
            format_func=LOSSES.__getitem__,
            width=330,
        )
        references = _number("References a class", 1, 50, 3, "siamese-references", help="Chosen by K-Means.")
        layers = 6
        if spec["backbone"] == SMALL:
            layers = _number("Convolutions", 4, 10, 6, "siamese-convolutions")
    more = {"loss": loss, "references": references, "convolutions": layers}
    return [Wanted("siamese", spec | more | _schedule("siamese", 20))]


def ensemble_form(project: Project, data: Data) -> list[Wanted]:
    """Draw the form of an ensemble."""
    spec = _network(project, data, "ensemble", BACKBONES)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        others = [name for name in BACKBONES if name != spec["backbone"]]
        also = st.multiselect("And these networks", others, key="ensemble-backbones", width=460)
        stages = [0]
        if spec["start"] == "pretrained":
            stages = st.multiselect(
                "With so many frozen stages each", list(range(13)), [3, 5, 7], key="ensemble-stages"
            )
        n = (1 + len(also)) * max(1, len(stages))
        keep = _number("Keep the best", 1, n, min(3, n), f"ensemble-keep-{n}")
    st.caption(f"{n} networks are trained.")
    more = {"backbones": [spec["backbone"], *also], "frozen_stages": stages or [5], "keep": keep}
    return [Wanted("ensemble", spec | more | _losses(data, "ensemble") | _schedule("ensemble", 20))]
