"""What else a recognition is made of, beside prompts and prototypes: each part with what it does and what it costs."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from classifiers.project import Project
from classifiers.zero_shot.gather import GRID
from ui.awaiting import ask_for
from ui.person import not_allowed
from ui.plain import plain
from ui.zero_shot.telling import Telling, has_tiles
from ui.zero_shot.waiting import Wanted

WEIGHT, CACHE, CENTRES, CENTRE = "zs-weight", "zs-cache", "zs-centres", "zs-centre"
CONTEXT, ADAPTER = "zs-context", "zs-adapter"
WIDTH = 380
HELP: Mapping[str, str] = {
    WEIGHT: "0 is prompts alone, 1 images alone. Costs nothing.",
    CENTRES: "1 is the mean of a class's images. More are found by K-Means in the worker, in a few seconds, for "
    "classes with several looks.",
    CACHE: "Tip-Adapter: the labeled images that an image resembles add to its class, up to this much. Nothing is "
    "trained; each image is compared with each labeled one. 0 is off.",
    ADAPTER: "A small projection is trained on the labeled images, so that they lie nearer to their classes. The "
    "worker trains it in some seconds to a minute, and again after each change of labels or prompts. Classes without "
    "labeled images lose by it.",
    CENTRE: "Helps where all images are alike, so that every similarity is near 1. Costs nothing.",
    CONTEXT: "The average of overlapping tiles of each image counts beside the whole, for what is small on a large "
    "image. Takes the tiles' embeddings: one more encoding, of four to sixteen views an image. 0 is off.",
}


def refine(project: Project, telling: Telling) -> Telling:
    """Draw the parts that these classes can have, and return the choices with them."""
    on = _switched_on(telling)
    with st.popover(f"Refine :gray[{on}]" if on else "Refine", key="zs-refine"), st.container(width=WIDTH):
        if telling.label_set:
            telling = _by_images(telling)
        return replace(telling, context=_context(project, telling.encoder))


def _switched_on(telling: Telling) -> int:
    """Return how many parts are on, as the widgets stand."""
    state = st.session_state
    by_images = (state.get(CENTRES, 1) > 1, state.get(CACHE, 0), state.get(ADAPTER), state.get(CENTRE))
    return sum(map(bool, (state.get(CONTEXT, 0), *(by_images if telling.label_set else ()))))


def _by_images(telling: Telling) -> Telling:
    weight, centre = telling.image_weight, False
    if telling.by == "both":
        weight = st.slider("Weight of images beside prompts", 0.0, 1.0, 0.5, 0.05, key=WEIGHT, help=HELP[WEIGHT])
    centres = st.select_slider("Prototypes a class", (1, 2, 3, 5, 8), 1, key=CENTRES, help=HELP[CENTRES])
    cache = st.slider("Nearest labeled images have a say", 0.0, 3.0, 0.0, 0.25, key=CACHE, help=HELP[CACHE])
    adapter = st.toggle("Adapter trained on the labeled images", key=ADAPTER, help=HELP[ADAPTER])
    if telling.by == "images":
        centre = st.toggle("Take the mean of all images away", key=CENTRE, help=HELP[CENTRE])
    return replace(telling, image_weight=weight, per_class=int(centres), cache=cache, centre=centre, adapter=adapter)


def _context(project: Project, encoder: str) -> float:
    """Draw the weight of tiles; the button that encodes them where nobody has yet, and how that goes."""
    there = has_tiles(project, encoder)
    weight = st.slider(
        "Context: tiles beside the whole", 0.0, 1.0, 0.0, 0.05, key=CONTEXT, disabled=not there, help=HELP[CONTEXT]
    )
    if there:
        return float(weight)
    wanted = tiles_wanted(encoder)
    job = wanted.job(project)
    if job is not None and job.active:
        st.caption("The tiles are being encoded: see the sidebar. The slider opens once they are there.")
        return 0.0
    if job is not None and job.state == "failed":
        st.caption(f"The tiles could not be encoded: {plain(job.error, 200)}")
    reason = not_allowed("run jobs")
    st.button(
        f"Encode the tiles with {plain(encoder, 60)}",
        key="zs-tiles",
        disabled=bool(reason),
        help=reason or "In the background, about four to sixteen times as long as the images took.",
        on_click=partial(ask_for, project, wanted.kind, wanted.arguments),
    )
    return 0.0


def tiles_wanted(encoder: str) -> Wanted:
    """Return the job that embeds the tiles of all images."""
    return Wanted("encode", {"encoder": encoder, "preprocessing": GRID}, "Encoding the tiles", "")
