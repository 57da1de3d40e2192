"""The epochs of a training as two panels: the loss, and macro-F1 of the validation images."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ui.figures.look import AMBER, BLUE, GREEN, laid_out

Epochs = Sequence[Mapping[str, Any]]
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")


def training_curves(networks: Mapping[str, Epochs]) -> go.Figure:
    """Draw network -> epochs (rows with epoch, loss, val_loss, macro_f1); the best epoch of each has a ring."""
    titles = ("Loss · low is best", "Macro-F1 on validation · 1 is best")
    figure = make_subplots(rows=1, cols=2, subplot_titles=titles, horizontal_spacing=0.09)
    for place, (name, epochs) in enumerate(networks.items()):
        dash, after = DASHES[place % len(DASHES)], f" · {name}" if name else ""
        for column, title, color in (("loss", "training", BLUE), ("val_loss", "validation", AMBER)):
            figure.add_trace(_line(epochs, column, f"Loss, {title}{after}", color, dash), row=1, col=1)
        figure.add_trace(_line(epochs, "macro_f1", f"Macro-F1{after}", GREEN, dash), row=1, col=2)
        figure.add_trace(_best(epochs, after), row=1, col=2)
    for title, left in zip(figure.layout.annotations, (0, figure.layout.xaxis2.domain[0]), strict=True):
        title.update(x=left, xanchor="left", font={"size": 13})
    most = max((len(epochs) for epochs in networks.values()), default=1)
    figure.update_xaxes(title_text="Epoch", tickformat="d", range=[0.5, most + 0.5], dtick=max(1, most // 10))
    laid_out(figure, 300, legend=True)
    figure.update_layout(margin={"t": 66}, legend={"y": 1.11})
    return figure


def _line(epochs: Epochs, column: str, name: str, color: str, dash: str) -> go.Scatter:
    return go.Scatter(
        x=[one["epoch"] for one in epochs],
        y=[one[column] for one in epochs],
        mode="lines+markers",
        name=name,
        line={"color": color, "width": 2, "dash": dash},
        marker={"size": 5},
        hovertemplate=f"{name}, epoch %{{x}}: %{{y:.4f}}<extra></extra>",
    )


def _best(epochs: Epochs, after: str) -> go.Scatter:
    top = [max(epochs, key=lambda one: float(one["macro_f1"]))] if epochs else []
    return go.Scatter(
        x=[one["epoch"] for one in top],
        y=[one["macro_f1"] for one in top],
        mode="markers",
        name=f"Best epoch{after}",
        marker={"symbol": "circle-open", "size": 14, "color": GREEN, "line": {"width": 2}},
        hoverinfo="skip",
        showlegend=not after,
    )
