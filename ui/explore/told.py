"""The line over the gallery that tells what was found, with what can be done about it at once."""

import streamlit as st

from ui.explore.desk import desk
from ui.explore.findings import Finding
from ui.explore.likeness import reveal, way_back
from ui.explore.selecting import keep_link
from ui.explore.view import View
from ui.plain import plain


def tell_of(view: View, found: Finding | None, like: tuple[int, str] | None) -> None:
    """Draw the line; nothing where nothing was asked for."""
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if found.told:
            st.caption(plain(found.told, 400), width="content")
        if len(found.spare):
            spare = tuple(int(image_id) for image_id in view.images.ids[found.spare])
            st.button(
                f"Select all but one of each set ({len(spare):,})",
                type="tertiary",
                on_click=_select,
                args=(view, spare),
            )
        if like is not None:
            way_back(view)


def _select(view: View, image_ids: tuple[int, ...]) -> None:
    keep_link(view, desk(), image_ids)
    reveal(desk())
