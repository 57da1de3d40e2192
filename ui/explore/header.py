"""The top of the page: where the group lies, how large it is, what is in it."""

from html import escape

import streamlit as st

from grouping.tree import ROOT, Group, Tree, ancestors
from ui.explore.edits import go_to
from ui.explore.nodes import Part, label_mix, near_mix, title_of
from ui.explore.view import View
from ui.plain import plain
from ui.wording import counted, percent

SHOWN = 6


def trail(tree: Tree, path: str) -> list[Group]:
    """Return the groups from the root down to the one above `path`."""
    above = [] if path == ROOT else [ROOT, *reversed(ancestors(path))]
    return [tree.group(one) for one in above if one == ROOT or one in tree.groups]


def mix_bar(parts: list[Part], size: int) -> str:
    """Return a mix of labels as a bar with its legend, as HTML; '' where there is none."""
    if not parts:
        return ""
    bar = "".join(f'<i style="width: {n / size:.2%}; background: {color}"></i>' for _, color, n in parts)
    key = "".join(
        f'<span><u style="background: {color}"></u><q title="{escape(name)}">{escape(name)}</q>'
        f"<em>{n:,} · {percent(n, size)}</em></span>"
        for name, color, n in parts[:SHOWN]
    )
    more = f"<span><em>and {len(parts) - SHOWN} more</em></span>" if len(parts) > SHOWN else ""
    return f'<div class="ex-mix" aria-hidden="true">{bar}</div><div class="ex-key">{key}{more}</div>'


def header(view: View) -> None:
    """Draw breadcrumbs, title, size and mix."""
    group = view.group
    _breadcrumbs(view.tree, group.path)
    everything = view.tree.group(ROOT).size
    rest = len(view.tree.rest(group.path)) if view.tree.children(group.path) else 0
    facts = [
        counted(group.size, "image"),
        "" if group.path == ROOT else f"{percent(group.size, everything)} of all",
        f"group {group.path}" if group.name else "",
        group.source,
        f"{counted(rest, 'image')} in no group below" if rest else "",
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.subheader(plain(title_of(group), 120), anchor=False, width="content")
        st.caption(plain(" · ".join(fact for fact in facts if fact)), width="content")
    mix = mix_bar(near_mix(group, view.pictures) or label_mix(group, view.labels), max(group.size, 1))
    if mix:
        st.html(mix)


def _breadcrumbs(tree: Tree, path: str) -> None:
    above = trail(tree, path)
    if not above:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="explore_trail"):
        for one in above:
            st.button(
                f"{plain(title_of(one), 40)} ›",
                key=f"explore_up_{one.path}",
                type="tertiary",
                on_click=go_to,
                args=(one.path,),
            )
