"""The curves of a sweep: a panel a score, a line an algorithm, a point a partition that can be clicked."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from grouping.clustering.catalogue import TITLES
from grouping.sweep import MinMax

COLORS: Mapping[str, str] = {
    "kmeans": "#3b6ea5",
    "agglomerative": "#c9822b",
    "minibatch_kmeans": "#4b8f6b",
    "spectral": "#a8527f",
    "gaussian_mixture": "#7a6bb0",
}
GREY = "#9aa3ad"
"""Of what the rule excluded; stands back on white and on black alike."""
PICK = "#d1495b"
CANDIDATE, LOOKED_AT = "Candidate", "Looked at"


class Panel(NamedTuple):
    """One score: its column in the sweep's table, its title, and where it stands."""

    column: str
    title: str
    row: int
    col: int


OWN = (Panel("entropy", "Entropy · low is best", 1, 1), Panel("silhouette", "Silhouette · high is best", 2, 1))
NEAR = (
    Panel("convergence_difference", "Convergence difference · 0 is best", 1, 2),
    Panel("convergence_ratio", "Convergence ratio · 1 is best", 2, 2),
)
PANEL_HEIGHT = 205
"""Pixels of one panel."""


def has_near_labels(table: pd.DataFrame) -> bool:
    """Whether the sweep was scored against near-labels of two classes or more."""
    return bool(table["convergence_difference"].notna().any())


def sweep_curves(
    table: pd.DataFrame, min_max: MinMax, chosen: tuple[str, int] | None = None, *, stacked: bool = False
) -> go.Figure:
    """Draw entropy above silhouette over the number of clusters; beside them the near-label scores, where there are.

    `stacked` puts these below instead, for a narrow place.

    `table` has one row an algorithm and number of clusters found. Excluded algorithms are grey and dotted, candidates
    ringed, the pick a star; `chosen` has a square in every panel, and a line through it. Each point of a line carries
    (algorithm, number of clusters) as its custom data.
    """
    panels = panels_of(table, stacked)
    rows, columns = max(panel.row for panel in panels), max(panel.col for panel in panels)
    spacing = {"vertical_spacing": 0.26 / rows, "horizontal_spacing": 0.09}
    titles = [panel.title for panel in sorted(panels, key=lambda panel: (panel.row, panel.col))]
    figure = make_subplots(rows=rows, cols=columns, shared_xaxes=True, subplot_titles=titles, **spacing)
    for panel in panels:
        for algorithm in drawing_order(table, min_max):
            figure.add_trace(_line(table, algorithm, panel, min_max), row=panel.row, col=panel.col)
        for marks in (_candidates(table, panel, min_max), _pick(table, panel, min_max)):
            figure.add_trace(marks, row=panel.row, col=panel.col)
    if chosen is not None:
        for panel in panels:
            figure.add_trace(_looked_at(table, panel, chosen), row=panel.row, col=panel.col)
        figure.add_vline(x=chosen[1], line_width=1, line_dash="dash", line_color=PICK, opacity=0.7)
    low, high = int(table["n_clusters"].min()), int(table["n_clusters"].max())
    margin = max(0.5, (high - low) * 0.04)  # so that no mark is cut at the edge
    figure.update_xaxes(range=[low - margin, high + margin])
    return _laid_out(figure, rows, columns)


def panels_of(table: pd.DataFrame, stacked: bool = False) -> tuple[Panel, ...]:
    """Return the panels that a sweep's table has scores for."""
    if not has_near_labels(table):
        return OWN
    return (*OWN, *(panel._replace(row=panel.row + 2, col=1) for panel in NEAR)) if stacked else (*OWN, *NEAR)


def drawing_order(table: pd.DataFrame, min_max: MinMax) -> list[str]:
    """Return the algorithms in drawing order: the excluded first, the picked one last and so on top."""
    names = list(dict.fromkeys(table["algorithm"]))
    return sorted(names, key=lambda name: (name not in min_max.excluded, name == min_max.selected.algorithm))


def _line(table: pd.DataFrame, algorithm: str, panel: Panel, min_max: MinMax) -> go.Scatter:
    own = table[table["algorithm"] == algorithm].sort_values("n_clusters")
    out = algorithm in min_max.excluded
    color = GREY if out else COLORS.get(algorithm, PICK)
    title = TITLES.get(algorithm, algorithm)
    return go.Scatter(
        x=own["n_clusters"],
        y=own[panel.column],
        mode="lines+markers",
        name=f"{title} (excluded)" if out else title,
        legendgroup=algorithm,
        showlegend=panel == OWN[0],
        customdata=[[algorithm, int(k)] for k in own["n_clusters"]],
        line={"color": color, "width": 1.3 if out else 2, "dash": "dot" if out else "solid"},
        marker={"color": color, "size": 5 if out else 7},
        opacity=0.75 if out else 1,
        hovertemplate=f"{title}, %{{x}} clusters: %{{y:.4f}}<extra></extra>",
        **_never_dimmed(),
    )


def _candidates(table: pd.DataFrame, panel: Panel, min_max: MinMax) -> go.Scatter:
    points = [(one.algorithm, one.n_clusters) for one in min_max.candidates]
    ring = {"symbol": "circle-open", "size": 13, "line": {"width": 1.6}}
    return _marks(table, panel, points, CANDIDATE, {**ring, "color": "#7d8791"})


def _pick(table: pd.DataFrame, panel: Panel, min_max: MinMax) -> go.Scatter:
    points = [(min_max.selected.algorithm, min_max.selected.n_clusters)]
    return _marks(table, panel, points, "Min-Max pick", {"symbol": "star", "size": 15, "color": PICK})


def _looked_at(table: pd.DataFrame, panel: Panel, chosen: tuple[str, int]) -> go.Scatter:
    square = {"symbol": "square-open", "size": 17, "color": PICK, "line": {"width": 2}}
    return _marks(table, panel, [chosen], LOOKED_AT, square)


def _marks(
    table: pd.DataFrame, panel: Panel, points: list[tuple[str, int]], name: str, marker: dict[str, Any]
) -> go.Scatter:
    scores = table.set_index(["algorithm", "n_clusters"])[panel.column]
    silent = name in (CANDIDATE, LOOKED_AT)
    return go.Scatter(
        x=[k for _, k in points],
        y=[float(scores[point]) for point in points],
        mode="markers",
        name=name,
        legendgroup=name,
        showlegend=panel == OWN[0],
        customdata=[[algorithm, k] for algorithm, k in points],
        marker=marker,
        hoverinfo="skip" if silent else None,  # the point of the line below answers
        hovertemplate=None if silent else f"{name}: %{{x}} clusters, %{{y:.4f}}<extra></extra>",
        **_never_dimmed(),
    )


def _never_dimmed() -> dict[str, Any]:
    """Keep every point as it is when one is clicked; the chosen one has its own mark."""
    return {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}


def _laid_out(figure: go.Figure, rows: int, columns: int) -> go.Figure:
    for col in range(1, columns + 1):
        figure.update_xaxes(title_text="Number of clusters", row=rows, col=col)
    figure.update_xaxes(showgrid=False, zeroline=False, tickformat="d")
    figure.update_yaxes(zeroline=False, nticks=6)
    for title in figure.layout.annotations:  # each at the left edge of its panel
        left = figure.layout.xaxis.domain[0] if title.x < 0.5 or columns == 1 else figure.layout.xaxis2.domain[0]
        title.update(x=left, xanchor="left", font={"size": 13})
    height = rows * PANEL_HEIGHT + 110
    legend = {"orientation": "h", "y": 1 + 34 / (height - 110), "yanchor": "bottom", "x": 0}
    margin = {"l": 44, "r": 10, "t": 84, "b": 42}
    figure.update_layout(height=height, legend=legend, margin=margin, hovermode="closest", dragmode=False)
    return figure
