"""How charts of models look: small, without a frame, readable on white and on black."""

import plotly.graph_objects as go

BLUE, AMBER, GREEN, GREY = "#3b6ea5", "#c9822b", "#4b8f6b", "#8a8f98"


def laid_out(figure: go.Figure, height: int, *, legend: bool = True) -> go.Figure:
    """Give a figure the look of all."""
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(zeroline=False, nticks=6)
    figure.update_layout(
        height=height,
        margin={"l": 48, "r": 12, "t": 44 if legend else 16, "b": 44},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        showlegend=legend,
        hovermode="closest",
        dragmode=False,
    )
    return figure
