"""What the chosen network sees of real images of the project, drawn."""

import streamlit as st

from grouping.encoders.catalogue import TIMM
from grouping.errors import GrouplineError
from grouping.project import Project
from ui.encode_page.views import SHOWN_VIEWS, SQUARE, Example, examples, seen
from ui.plain import plain
from ui.routes import thumbnail_url


def show_views(project: Project, chosen: list[str], how: str, size: int | None) -> None:
    """Draw some images as they are, each with what the first of the chosen encoders, or another, sees of it."""
    shown = [name for name in chosen if not name.startswith(TIMM)]
    if not shown:
        st.caption("What such a model sees is known once it is loaded.")
        return
    name = shown[0]
    if len(shown) > 1:
        name = st.selectbox("As seen by", shown, key="encode_seen_by", width=300)
    shown_examples = examples(project)
    if how in ("stretch", "letterbox"):
        for column, example in zip(st.columns(len(shown_examples)), shown_examples, strict=True):
            with column:
                _original(example)
                _seen(example, name, how, size, SQUARE)
        return
    for example in shown_examples:
        _original(example)
        _seen(example, name, how, size, None)


def _original(example: Example) -> None:
    # A strip as wide as the column, a squarer image no higher than a strip's views.
    style = "max-width:100%;max-height:110px;border-radius:3px;display:block"
    st.html(f'<img src="{thumbnail_url(example.sha256)}" alt="" style="{style}">')
    st.caption(f"{plain(example.name, 60)} · {example.width:,} × {example.height:,}")


def _seen(example: Example, encoder: str, how: str, size: int | None, width: int | None) -> None:
    try:
        picture, n_views = seen(example, encoder, how, size)
    except GrouplineError as error:
        st.warning(plain(error))
        return
    st.image(picture, width=width or "content", output_format="PNG", alt=f"As {encoder} sees {example.name}")
    if n_views > 1:
        more = f", the first {SHOWN_VIEWS} shown" if n_views > SHOWN_VIEWS else ""
        st.caption(f"{n_views} tiles, whose embeddings are averaged{more}")
