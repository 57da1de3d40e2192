"""Charts of a recognition without training: precision against coverage, what is confused, errors against class size."""

from collections.abc import Sequence

import plotly.graph_objects as go

from grouping.types import Floats
from ui.figures.look import AMBER, BLUE, laid_out

MOST_CONFUSED = 25
NAME = 26
APART = 0.3
"""How far names stand from each other, of the width of the chart; a third of it in height."""
WIDE = 20
"""From how many times the smallest class on the largest is drawn on a logarithmic axis."""


def _short(name: str) -> str:
    """Return a class name for an axis: cut, and without what plotly would take for markup."""
    cut = name if len(name) <= NAME else name[: NAME - 1] + "…"
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def precision_coverage(coverage: Floats, precision: Floats, mu: Floats, now: tuple[float, float] | None) -> go.Figure:
    """Draw the precision of the accepted over the share that is accepted, as the margin falls; `now` has a ring.

    The three arrays are of equal length, by rising coverage; `now` is (coverage, precision) of the present point.
    """
    figure = go.Figure(
        go.Scatter(
            x=coverage,
            y=precision,
            customdata=mu,
            mode="lines",
            line={"color": BLUE, "width": 2},
            hovertemplate="%{x:.1%} accepted, %{y:.1%} right, margin from %{customdata:.3f}<extra></extra>",
        )
    )
    if now is not None:
        figure.add_trace(
            go.Scatter(
                x=[now[0]],
                y=[now[1]],
                mode="markers",
                marker={"symbol": "circle-open", "size": 15, "color": AMBER, "line": {"width": 3}},
                hovertemplate="now: %{x:.1%} accepted, %{y:.1%} right<extra></extra>",
            )
        )
    laid_out(figure, 300, legend=False)
    lowest = min([float(value) for value in precision] + ([now[1]] if now else []), default=0.0)
    figure.update_xaxes(title_text="Accepted", tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(title_text="Right", tickformat=".0%", range=[max(0.0, lowest - 0.05), 1.01])
    return figure


def confusions(found: Sequence[tuple[str, str, int]]) -> go.Figure:
    """Draw (true class, called, images) as bubbles, the area for the images; the most frequent ones alone."""
    shown = list(found[:MOST_CONFUSED])
    most = max((count for *_, count in shown), default=1)
    truths = list(dict.fromkeys(one[0] for one in shown))
    called = list(dict.fromkeys(one[1] for one in shown))
    figure = go.Figure(
        go.Scatter(
            x=[_short(one[1]) for one in shown],
            y=[_short(one[0]) for one in shown],
            mode="markers+text",
            text=[f"{count:,}" for *_, count in shown],
            textfont={"size": 11},
            marker={
                "size": [count for *_, count in shown],
                "sizemode": "area",
                "sizeref": 2 * most / 46**2,
                "sizemin": 9,
                "color": BLUE,
                "opacity": 0.45,
                "line": {"width": 0},
            },
            hovertemplate="%{text} of %{y} called %{x}<extra></extra>",
        )
    )
    laid_out(figure, max(260, 130 + 34 * len(truths)), legend=False)
    figure.update_xaxes(title_text="Called", type="category", range=[-0.6, len(called) - 0.4], tickangle=-30)
    figure.update_yaxes(title_text="Truly", type="category", autorange="reversed", showgrid=True, automargin=True)
    figure.update_layout(margin={"l": 120, "b": 96})
    return figure


def error_by_size(rows: Sequence[tuple[str, int, float]]) -> go.Figure:
    """Draw (class, images, error rate) as points, which tell whether the rare classes fail.

    Classes in one place share a point; a name is written where no other stands, the worst classes first.
    """
    there: dict[tuple[int, float], list[str]] = {}
    for name, images, error in sorted(rows, key=lambda row: -row[2]):
        there.setdefault((images, error), []).append(_short(name))
    log = bool(rows) and max(row[1] for row in rows) > WIDE * min(row[1] for row in rows)
    places = list(there)
    figure = go.Figure(
        go.Scatter(
            x=[images for images, _ in places],
            y=[error for _, error in places],
            text=_written(there),
            customdata=[", ".join(names[:6]) for names in there.values()],
            mode="markers+text",
            textposition="top center",
            textfont={"size": 11},
            cliponaxis=False,
            marker={"size": [9 + 2 * min(len(names), 5) for names in there.values()], "color": AMBER},
            hovertemplate="%{customdata}: %{x:,} images, %{y:.1%} wrong<extra></extra>",
        )
    )
    laid_out(figure, 320, legend=False)
    worst = max((error for _, error in places), default=0.0)
    least, most = (min(x for x, _ in places), max(x for x, _ in places)) if places else (1, 1)
    spread = (
        {"type": "log"} if log else {"range": [least - max(1, most - least) * 0.3, most + max(1, most - least) * 0.3]}
    )
    figure.update_xaxes(title_text="Labeled images of the class", nticks=6, tickformat=",d", **spread)
    figure.update_yaxes(title_text="Wrong", tickformat=".0%", range=[-0.02, min(1.1, worst * 1.25 + 0.05)])
    return figure


def _written(there: dict[tuple[int, float], list[str]]) -> list[str]:
    """Return the name at each point, '' where one that was written before stands too near."""
    most, worst = max((x for x, _ in there), default=1), max((y for _, y in there), default=0) or 1
    done: list[tuple[float, float]] = []
    texts = []
    for (x, y), names in there.items():
        free = all(abs(x / most - a) > APART or abs(y / worst - b) > APART / 3 for a, b in done)
        if free:
            done.append((x / most, y / worst))
        texts.append((names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}") if free else "")
    return texts
