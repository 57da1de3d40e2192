"""Charts of one model's judgement: is its confidence true, what does a threshold cost, what would more images bring."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from grouping.types import Floats
from ui.figures.look import AMBER, BLUE, GREEN, GREY, laid_out

Rows = Sequence[Mapping[str, Any]]


def reliability(rows: Rows) -> go.Figure:
    """Draw, for each bin of confidence that holds images, how often they were right; on the line it is honest.

    `rows` are a card's reliability table: low, high, n, confidence and accuracy, None for an empty bin.
    """
    there = [row for row in rows if row["n"]]
    most = max((row["n"] for row in there), default=1)
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(x=[0, 1], y=[0, 1], mode="lines", name="Honest", line={"color": GREY, "dash": "dot", "width": 1.5})
    )
    figure.add_trace(
        go.Scatter(
            x=[row["confidence"] for row in there],
            y=[row["accuracy"] for row in there],
            mode="lines+markers",
            name="Measured; a larger dot is more images",
            line={"color": BLUE, "width": 1.5},
            marker={"color": BLUE, "size": [8 + 18 * (row["n"] / most) ** 0.5 for row in there]},
            customdata=[row["n"] for row in there],
            hovertemplate="Confidence %{x:.2f}: right %{y:.0%} of %{customdata:,} images<extra></extra>",
        )
    )
    figure.update_xaxes(title_text="Confidence", range=[0, 1.03])
    figure.update_yaxes(title_text="Share right", range=[-0.03, 1.06])
    return laid_out(figure, 380)


def operating_curve(confidence: Floats, precision: Floats, threshold: float, wished: float) -> go.Figure:
    """Draw the precision that each share of known images leaves, and the chosen point.

    `confidence`, descending, and `precision` are (n_images,): of the images from the surest to each one.
    """
    n = len(confidence)
    known = [(place + 1) / n for place in range(n)]
    figure = go.Figure(
        go.Scatter(
            x=known,
            y=precision,
            mode="lines",
            name="Precision on validation",
            line={"color": BLUE, "width": 2},
            customdata=confidence,
            hovertemplate="Known %{x:.0%}: precision %{y:.1%}, from confidence %{customdata:.3f} on<extra></extra>",
        )
    )
    figure.add_hline(y=wished, line_dash="dot", line_width=1.5, line_color=AMBER)
    chosen = int((confidence >= threshold).sum())
    if chosen:
        figure.add_trace(
            go.Scatter(
                x=[chosen / n],
                y=[precision[chosen - 1]],
                mode="markers",
                name="Chosen",
                marker={"color": AMBER, "size": 12, "symbol": "diamond"},
                hoverinfo="skip",
            )
        )
    figure.update_xaxes(title_text="Share that is not 'unknown'", range=[0, 1.03], tickformat=".0%")
    figure.update_yaxes(title_text="Precision", tickformat=".0%")
    return laid_out(figure, 250)


def learning_curve(rows: Rows) -> go.Figure:
    """Draw macro-F1 and accuracy over the number of training images, with the spread over the draws.

    `rows` have n, share, macro_f1, macro_f1_sd, accuracy and accuracy_sd.
    """
    figure = go.Figure()
    for column, title, color in (("macro_f1", "Macro-F1", BLUE), ("accuracy", "Accuracy", GREEN)):
        figure.add_trace(
            go.Scatter(
                x=[row["n"] for row in rows],
                y=[row[column] for row in rows],
                error_y={"type": "data", "array": [row[f"{column}_sd"] for row in rows], "thickness": 1.2, "width": 4},
                mode="lines+markers",
                name=title,
                line={"color": color, "width": 2},
                hovertemplate=f"{title} of %{{x:,}} images: %{{y:.3f}}<extra></extra>",
            )
        )
    figure.update_xaxes(title_text="Images learned from")
    figure.update_yaxes(title_text="On the test images")
    return laid_out(figure, 320)
