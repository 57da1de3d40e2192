"""The newest sweep of every encoder side by side, with what may be compared and what may not."""

from typing import Any

import pandas as pd
import streamlit as st

from grouping.clustering.catalogue import TITLES
from grouping.project import Project
from grouping.steps.sweep_group import GroupSweep
from ui.figures.curves import sweep_curves
from ui.group.sweeps import FinishedSweep, convergence_point, scores, shown_rows
from ui.plain import plain

WARNING = (
    "Silhouettes and entropies of different encoders lie in different spaces and do not compare: a higher "
    "curve does not mean the better encoder. The convergence ratio on near-labels does compare: it only "
    "counts images."
)
ABREAST = 2


def comparison(sweeps: list[GroupSweep]) -> pd.DataFrame:
    """Return one row a sweep: the Min-Max pick, and the partition that converges best on the near-labels."""
    rows = []
    for sweep in sweeps:
        table, pick = shown_rows(sweep.table), sweep.min_max.selected
        own = scores((pick.algorithm, pick.n_clusters), table)
        best = convergence_point(table)
        rows.append(
            {
                "Encoder": f"{sweep.encoder} ({sweep.preprocessing})",
                "Min-Max pick": _words((pick.algorithm, pick.n_clusters)),
                "Entropy": own["Entropy"],
                "Silhouette": own["Silhouette"],
                "Convergence difference": own.get("Convergence difference"),
                "Convergence ratio": own.get("Convergence ratio"),
                "Best convergence": _words(best) if best else "",
            }
        )
    found = pd.DataFrame(rows)
    return found.loc[:, [name for name in found if found[name].notna().any() and (found[name] != "").any()]]


def _words(point: tuple[str, int]) -> str:
    return f"{TITLES.get(point[0], point[0])}, {point[1]}"


def encoders_side_by_side(project: Project, group: str, finished: list[FinishedSweep]) -> None:
    """Draw the comparison of two sweeps or more."""
    st.warning(WARNING)
    sweeps = [project.open_sweep(group, one.key) for one in finished]
    table = comparison(sweeps)
    figures: dict[str, Any] = {
        str(name): st.column_config.NumberColumn(format="%.3f") for name in table.select_dtypes("number")
    }
    st.dataframe(table, column_config=figures, hide_index=True, width="stretch")
    columns = st.columns(ABREAST)
    for place, sweep in enumerate(sweeps):
        with columns[place % ABREAST]:
            st.markdown(f"**{plain(sweep.encoder)}** ({plain(sweep.preprocessing)})")
            figure = sweep_curves(shown_rows(sweep.table), sweep.min_max, stacked=True)
            st.plotly_chart(figure, key=f"compare-{sweep.key}", config={"displayModeBar": False})
