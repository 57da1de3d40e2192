"""What can be done with the group as a whole: promote, split, rename, merge, discard."""

import numpy as np
import streamlit as st

from grouping.tree import ROOT, Group
from ui.explore.edits import discard_selection, merge_groups, promote_group, rename_group
from ui.explore.splitting import splitting
from ui.explore.view import View
from ui.person import allowed
from ui.plain import plain
from ui.wording import counted


def group_menu(view: View, busy: bool) -> None:
    """Draw one button a thing to do; each opens what it needs to know."""
    group = view.group
    with st.popover(f"Promote all {group.size:,}", type="primary", **allowed("label", disabled=not group.size)):
        _promote(view)
    with st.popover("Split", **allowed("edit groups")):
        splitting(view.project, group, busy)
    if group.path != ROOT:
        with st.popover("Rename", **allowed("edit groups")):
            _rename(view, group)
        siblings = [one for one in view.tree.children(group.parent or ROOT) if one.path != group.path]
        with st.popover("Merge", **allowed("edit groups", disabled=not siblings)):
            _merge(view, group, siblings)
        st.button(
            f"Discard all {group.size:,}",
            **allowed("edit groups", help="Takes the images out of the work; undo brings them back"),
            on_click=discard_selection,
            args=(view.project, group.image_ids),
        )


def _promote(view: View) -> None:
    group, labels = view.group, view.labels
    st.markdown(f"Give **{counted(group.size, 'image')}** a class in '{plain(labels.name, 60)}'")
    name = st.selectbox(
        "Class",
        [one.name for one in labels.classes],
        index=None,
        placeholder="Choose, or type a new one",
        accept_new_options=True,
        key=f"explore_promote_{group.path}",
    )
    own = view.class_names.index(name) + 1 if name in view.class_names else 0
    others = int(np.count_nonzero((view.codes > 0) & (view.codes != own)))
    overwrite = bool(others) and st.checkbox(
        f"Also those labeled otherwise by hand (of {counted(others, 'image')} with another label)",
        key=f"explore_overwrite_{group.path}",
    )
    st.button(
        f"Promote {counted(group.size, 'image')}",
        type="primary",
        **allowed("label", disabled=not name),
        on_click=promote_group,
        args=(view.project, group.path, name or "", labels.name, overwrite),
    )


def _rename(view: View, group: Group) -> None:
    name = st.text_input("Name", group.name, max_chars=200, key=_named("explore_name", group))
    st.button(
        "Rename",
        type="primary",
        **allowed("edit groups"),
        on_click=rename_group,
        args=(view.project, group.path, (name or "").strip()),
    )


def _merge(view: View, group: Group, siblings: list[Group]) -> None:
    sizes = {one.path: one for one in siblings}
    chosen = st.multiselect(
        "Merge with",
        list(sizes),
        format_func=lambda path: f"{sizes[path].title} ({sizes[path].size:,})",
        key=f"explore_merge_{group.path}",
    )
    name = st.text_input("Name of the merged group", group.name, max_chars=200, key=_named("explore_merged", group))
    total = group.size + sum(sizes[path].size for path in chosen)
    st.button(
        f"Merge {counted(len(chosen) + 1, 'group')} ({counted(total, 'image')})",
        type="primary",
        **allowed("edit groups", disabled=not chosen),
        on_click=merge_groups,
        args=(view.project, [group.path, *chosen], (name or "").strip()),
    )


def _named(field: str, group: Group) -> str:
    """Return a key that changes with the group's name, so that a field starts from the name it has now."""
    return f"{field}_{group.path}_{group.name[:60]}"
