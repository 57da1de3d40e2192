"""The table of models, and which of them the address names."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from ui.modelling import Shown
from ui.wording import duration

TABLE = "models-table"
MOST_ROWS, TALL = 9, 353
"""Longer tables scroll."""


def span(figures: Any, name: str, digits: int = 2) -> str:
    """Return a figure's 95 % interval as '0.91 to 0.97'; '' where there is none."""
    ends = (figures or {}).get("intervals", {}).get(name)
    return f"{ends[0]:.{digits}f} to {ends[1]:.{digits}f}" if ends else ""


def model_table(models: Sequence[Shown]) -> pd.DataFrame:
    """Return one row a model, in their order; figures that are not known are None."""
    return pd.DataFrame([_row(one) for one in models])


def _row(one: Shown) -> dict[str, Any]:
    test, speed = one.test, one.card.get("speed", {})
    size = one.card.get("size_bytes")
    return {
        "Model": one.model.title,
        "Key": one.model.key[:8],
        "Data": f"{one.model.label_set} v{one.model.version}",
        "Macro-F1": test.get("macro_f1"),
        "95 % interval": span(test, "macro_f1"),
        "Accuracy": test.get("accuracy"),
        "Tested on": test.get("n"),
        "Trained in": duration(one.card["seconds"]) if one.card else "",
        "ms an image": speed.get("latency_ms"),
        "Size": None if size is None else size / 1e6,
        "When": f"{one.model.at:%Y-%m-%d}",
    }


COLUMNS = {
    "Macro-F1": st.column_config.NumberColumn(format="%.3f", help="Mean F1 of the classes on test images; 1 is best."),
    "95 % interval": st.column_config.TextColumn(help="Of macro-F1: how far chance in the choice of images may carry."),
    "Accuracy": st.column_config.NumberColumn(format="percent", help="Share of the test images that are right."),
    "Tested on": st.column_config.NumberColumn(format="%d", help="Images of the test part."),
    "ms an image": st.column_config.NumberColumn(
        format="%.2f", help="One image alone; of a head without the time of its embedding."
    ),
    "Size": st.column_config.NumberColumn(format="%.2f MB"),
}


def named(models: Sequence[Shown], wanted: str) -> list[int]:
    """Return the places of the models that the address names ('3f2a,9c01'), in the table's order; none: the newest."""
    starts = [one for one in wanted.split(",") if one]
    found = [place for place, one in enumerate(models) if any(one.model.key.startswith(start) for start in starts)]
    return found or ([0] if models else [])


def choose_models(models: Sequence[Shown]) -> list[Shown]:
    """Draw the table; one row chosen is looked at, several are compared. The address keeps the choice."""
    chosen = named(models, st.query_params.get("models", ""))
    keys = [one.key for one in models]

    def take() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows:
            st.query_params["models"] = ",".join(keys[place] for place in sorted(rows))
        else:
            st.query_params.pop("models", None)

    name = f"{TABLE}-{'-'.join(str(place) for place in chosen)}-{len(models)}"
    st.dataframe(
        model_table(models),
        hide_index=True,
        width="stretch",
        height="auto" if len(models) <= MOST_ROWS else TALL,
        column_config=COLUMNS,
        selection_mode="multi-row",
        selection_default={"selection": {"rows": chosen}},
        on_select=take,
        key=name,
        alt="The trained models with their figures",
    )
    return [models[place] for place in chosen]
