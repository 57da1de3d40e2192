"""What is compared with what: chosen here, kept in the address."""

from functools import partial

import streamlit as st

from ui.comparing.ground import GROUPS, LABELS, NEAR, Ground, kinds, points, split_choice

ROWS, COLUMNS = "rows", "columns"
"""The address's parameters."""


def usual(ground: Ground) -> tuple[str, str]:
    """Return what is compared where nothing was chosen: the groups with the near-labels, or what there is."""
    there = list(kinds(ground))
    sweeps = [f"{kind}:{next(iter(points(ground, kind)))}" for kind in there if points(ground, kind)]
    labels = [kind for kind in there if kind.startswith(f"{LABELS}:")]
    first = [*([GROUPS] if GROUPS in there else []), *sweeps, *labels]
    second = [*([NEAR] if NEAR in there else []), *labels, *sweeps, *([GROUPS] if GROUPS in there else [])]
    row = next(iter(first), NEAR)
    return row, next((one for one in second if one != row), row)


def choose(ground: Ground) -> tuple[str, str]:
    """Draw both choices, side by side, and return them."""
    rows, columns = usual(ground)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        return _side(ground, "Rows", ROWS, rows), _side(ground, "Columns", COLUMNS, columns)


def _side(ground: Ground, label: str, name: str, otherwise: str) -> str:
    there = kinds(ground)
    kind, point = split_choice(st.query_params.get(name, otherwise))
    if kind not in there:
        kind, point = split_choice(otherwise)
    key = f"compare_{name}"
    st.session_state[key] = kind
    st.selectbox(
        label,
        list(there),
        key=key,
        width=280,
        format_func=lambda one: there.get(one, one),
        on_change=partial(_take, name),
    )
    partitions = points(ground, kind)
    if not partitions:
        return kind
    st.session_state[f"{key}_point"] = point if point in partitions else next(iter(partitions))
    chosen = st.selectbox(
        f"Partition of the {label.lower()}",
        list(partitions),
        key=f"{key}_point",
        width=210,
        format_func=lambda one: partitions.get(one, one),
        on_change=partial(_take_point, name),
    )
    return f"{kind}:{chosen}"


def _take(name: str) -> None:
    st.query_params[name] = st.session_state[f"compare_{name}"]
    st.query_params.pop("part", None)


def _take_point(name: str) -> None:
    st.query_params[name] = f"{st.session_state[f'compare_{name}']}:{st.session_state[f'compare_{name}_point']}"
    st.query_params.pop("part", None)
