"""The page of one image, put together: the picture at full size, its labels, its groups, its history."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import ROOT, ancestors
from ui.explore.desk import desk
from ui.explore.edits import label_selection, unlabel_selection
from ui.explore.image_facts import about, beside, facts
from ui.explore.image_near import near
from ui.explore.nodes import title_of
from ui.label.reading import label_set_of
from ui.navigation import PAGES
from ui.person import allowed
from ui.place import Place
from ui.plain import plain
from ui.routes import image_url

WIDE = 2.2
"""From this width over height on the picture has the page's whole width, and what is told of it stands below."""

ENLARGED, MOST = 560, 4
"""Small images are enlarged to so many pixels, but not more than so many times."""

STYLE = """
<style>
.im-frame { display: flex; justify-content: center; align-items: center; color: inherit; overflow: hidden;
  background: color-mix(in srgb, currentColor 5%, transparent); border-radius: 8px; }
.im-frame img { max-width: 100%; max-height: 74vh; object-fit: contain; }
.st-key-image_page dl.im-facts { display: grid; grid-template-columns: max-content 1fr; gap: 3px 14px;
  font-size: .88rem; margin: 0; padding: 0; }
.im-facts dt { opacity: .78; }
.st-key-image_page .im-facts dd { margin: 0; overflow-wrap: anywhere; }
.st-key-image_page { gap: .7rem; }
</style>
"""


def enlargement(width: int, height: int) -> float:
    """Return how many times larger an image is shown than it is."""
    return min(max(ENLARGED / max(width, height, 1), 1.0), MOST)


def picture(sha256: str, name: str, width: int, height: int) -> str:
    """Return the image at full size as HTML; it opens alone, unscaled, at a click."""
    where = escape(image_url(sha256))
    scale = enlargement(width, height)
    return (
        f'{STYLE}<a class="im-frame" href="{where}" target="_blank" rel="noopener">'
        f'<img src="{where}" alt="{escape(name)}" style="width: {scale * width:.0f}px"></a>'
    )


def facts_list(row: "pd.Series[Any]") -> str:
    """Return what is known of the file as HTML."""
    lines = "".join(f"<dt>{escape(what)}</dt><dd>{escape(value)}</dd>" for what, value in facts(row))
    return f'<dl class="im-facts">{lines}</dl>'


def draw(project: Project, here: Place, image_id: int) -> None:
    """Draw the page; raises GrouplineError where there is no such image."""
    mine = desk()
    mine.seen = project.version()
    mine.redraw = False
    mine.tell()
    row = project.image(image_id)
    with st.container(key="image_page"):
        _steps(project, here, image_id, str(row["name"]))
        shown = picture(str(row["sha256"]), str(row["name"]), int(row["width"]), int(row["height"]))
        if row["width"] >= WIDE * row["height"]:
            st.html(shown)
            decided, told = st.columns(2, gap="large")
            below = st.container()
        else:
            wide, decided = st.columns([1.7, 1], gap="medium")
            wide.html(shown)
            told, below = decided, wide
        with decided:
            _labels(project, image_id, here.label_set)
            _groups(project, here, image_id)
            _history(project, image_id)
        with told:
            st.markdown("**Facts**")
            st.html(facts_list(row))
        with below:
            near(project, image_id, label_set_of(project, here.label_set))


def _steps(project: Project, here: Place, image_id: int, name: str) -> None:
    try:
        group = project.group(here.group)
    except GrouplineError:  # the address names a group that was merged or split meanwhile: all images, then
        group = project.group(ROOT)
    before, after = beside(group.image_ids, image_id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.page_link(PAGES / "explore.py", label=f"‹ {plain(title_of(group), 60)}", query_params=here.query())
        for label, key, other in (("Previous", "Left", before), ("Next", "Right", after)):
            st.button(label, shortcut=key, disabled=other is None, on_click=_turn, args=(other,), key=f"image_{key}")
    at = group.image_ids.index(image_id) + 1 if image_id in group.image_ids else 0
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.subheader(plain(name.rpartition("/")[2], 120), anchor=False, width="content")
        if at:
            st.caption(f"{at:,} of {group.size:,} in {plain(title_of(group), 80)}", width="content")


def _turn(image_id: int | None) -> None:
    if image_id is not None:
        st.query_params["image"] = str(image_id)


def _labels(project: Project, image_id: int, label_set: str) -> None:
    sets = {one.name: one for one in project.label_sets()}
    labels = label_set_of(project, label_set)
    st.markdown(f"**Label** in '{plain(label_set, 60)}'")
    if image_id in project.tree().discarded:
        st.info("This image is discarded; restore it to label it.")
        st.button("Restore", on_click=_restore, args=(project, image_id), **allowed("edit groups"))
        return
    given = labels.labels.get(image_id)
    st.caption(plain(given.class_name, 80) if given else "No label yet")
    with st.container(horizontal=True, gap="small"):
        for one in labels.classes:
            st.button(
                plain(one.name, 40),
                key=f"image_class_{one.name}",
                shortcut=str(one.key) if one.key else None,
                type="primary" if given and given.class_name == one.name else "secondary",
                on_click=label_selection,
                args=(project, (image_id,), one.name, label_set),
                **allowed("label"),
            )
        if given:
            st.button(
                "Unlabel",
                type="tertiary",
                on_click=unlabel_selection,
                args=(project, (image_id,), label_set),
                **allowed("label"),
            )
    _new_class(project, image_id, label_set)
    for other in (one for one in sets.values() if one.name != label_set and image_id in one.labels):
        st.caption(f"{plain(other.name, 60)}: {plain(other.labels[image_id].class_name, 80)}")


def _new_class(project: Project, image_id: int, label_set: str) -> None:
    with st.form("image_new_class", border=False, clear_on_submit=True), st.container(horizontal=True):
        name = st.text_input("New class", placeholder="New class", label_visibility="collapsed", max_chars=200)
        if st.form_submit_button("Add", **allowed("label")) and name:
            label_selection(project, (image_id,), name, label_set)
            st.rerun()


def _restore(project: Project, image_id: int) -> None:
    desk().edit(lambda base: project.restore([image_id], base=base), "Restored the image")


def _groups(project: Project, here: Place, image_id: int) -> None:
    tree = project.tree()
    deepest = tree.deepest([image_id])[image_id]
    paths = [ROOT] if deepest == ROOT else [ROOT, *reversed(ancestors(deepest)), deepest]
    st.markdown("**Groups**")
    for path in paths:
        label = f"{plain(title_of(tree.group(path)), 60)} · {tree.group(path).size:,}"
        st.page_link(PAGES / "explore.py", label=label, query_params=here.query(group=path))


def _history(project: Project, image_id: int) -> None:
    st.markdown("**History**")
    told = about(project.history(), image_id)
    for sentence in told[:20]:
        st.caption(plain(sentence, 200))
    if not told:
        st.caption("Nobody has decided anything about this image alone.")
