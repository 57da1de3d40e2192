"""The model card: all that is known of a model in one text, to be read here or taken away."""

import json

import streamlit as st

from classifiers.card import markdown
from ui.modelling import Shown
from ui.plain import plain


def card_view(one: Shown) -> None:
    """Draw the card, with downloads of both forms."""
    text, name = markdown(one.card), f"model-{one.model.key[:8]}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download the card (Markdown)", text, f"{name}.md", "text/markdown", key="card-md", on_click="ignore"
        )
        st.download_button(
            "Download it as JSON",
            json.dumps(dict(one.card), ensure_ascii=False, indent=1, default=str),
            f"{name}.json",
            "application/json",
            key="card-json",
            on_click="ignore",
        )
    with st.container(border=True):
        st.markdown(markdown(one.card, plain))
