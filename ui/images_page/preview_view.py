"""The preview of an import, drawn."""

import pandas as pd
import streamlit as st

from ui.images_page.counts import counts_html
from ui.images_page.preview import LOOKED_AT, Preview
from ui.plain import plain
from ui.wording import counted

TABLE, COUNTS = 560, 320
"""Pixels that the examples need to be read without scrolling, and the counts beside or below them."""


def headline(preview: Preview) -> str:
    """Return in words what the source holds."""
    parts = [counted(preview.n_images, "image") + " by name"]
    if preview.n_others:
        parts.append(f"{counted(preview.n_others, 'other file')}, taken if an image")
    if preview.skipped:
        parts.append(f"{len(preview.skipped):,} left out")
    if preview.labels:
        parts.append(f"{preview.n_labeled:,} would get a near-label")
    return " · ".join(parts)


def show_preview(preview: Preview) -> None:
    """Draw what would be imported; nothing has been written by then."""
    st.markdown(f"**{headline(preview)}**")
    if not preview.complete:
        st.caption(f"Only the first {LOOKED_AT:,} entries were looked at; the import takes them all.")
    with st.container(horizontal=True, gap="medium"):  # side by side where there is room, else one below the other
        _shown(preview)
    if preview.skipped:
        with st.expander(f"{len(preview.skipped):,} left out"):
            st.dataframe(pd.DataFrame(preview.skipped, columns=["place", "reason"]), hide_index=True)


def _shown(preview: Preview) -> None:
    if preview.examples:
        with st.container(width=TABLE):
            _examples(preview)
    with st.container(width=COUNTS):
        if preview.labels:
            st.html(counts_html({"Near-labels": dict(preview.labels)}))
        for remark in preview.remarks:
            st.caption(f"Note: {plain(remark)}.")


def _examples(preview: Preview) -> None:
    table = pd.DataFrame(preview.examples, columns=["file", "near-label"])
    shown = table if preview.labels else table[["file"]]
    st.dataframe(shown, hide_index=True, width="stretch", height="content")
