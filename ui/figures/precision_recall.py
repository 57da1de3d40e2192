"""The chart of one class's precision against its recall."""

import plotly.graph_objects as go

from grouping.types import Floats
from ui.figures.look import BLUE, GREY, laid_out

MOST = 600
"""Points that are drawn; a curve of many images looks the same with so many."""


def precision_recall_curve(recall: Floats, precision: Floats, score: Floats, chance: float) -> go.Figure:
    """Draw precision over recall as the score asked for falls; `chance` is the share of the class among the images.

    The three arrays are of equal length, by rising recall; all rates are in [0, 1].
    """
    step = max(1, len(recall) // MOST)
    keep = sorted({*range(0, len(recall), step), len(recall) - 1})
    figure = go.Figure(
        go.Scatter(
            x=recall[keep],
            y=precision[keep],
            customdata=score[keep],
            mode="lines+markers" if len(keep) < 3 else "lines",
            line={"color": BLUE, "width": 2},
            hovertemplate="%{x:.1%} found, %{y:.1%} of these right, score from %{customdata:.3f}<extra></extra>",
        )
    )
    figure.add_hline(y=chance, line={"color": GREY, "width": 1, "dash": "dash"})
    laid_out(figure, 300, legend=False)
    figure.update_xaxes(title_text="Found (recall)", tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title_text="Right (precision)", tickformat=".0%", range=[0, 1.03])
    return figure
