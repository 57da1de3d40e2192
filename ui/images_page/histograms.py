"""How a figure is distributed over the images, as a small chart; pure functions from values to HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from grouping.types import Floats

BINS = 32

STYLE = """
<style>
.gl-hists { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 24px; margin: 4px 0 8px; }
.gl-hist-bars { display: flex; align-items: flex-end; height: 76px; gap: 1px;
  border-bottom: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.gl-hist-bars i { flex: 1; display: flex; flex-direction: column; justify-content: flex-end; height: 100%; }
.gl-hist-bars b { display: block; background: #3b6ea5; }
.gl-hist-bars b.gl-odd { background: #c9822b; }
.gl-hist-axis { display: flex; justify-content: space-between; font-size: .8em; opacity: .7;
  font-variant-numeric: tabular-nums; }
.gl-hist-title { display: flex; justify-content: space-between; margin-bottom: 6px; }
.gl-hist-title span { opacity: .68; font-size: .87em; }
</style>
"""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Counts of images by a figure's value, all of them and those that stand out by it; edges are BINS + 1 values."""

    title: str
    note: str
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    odd: tuple[int, ...]
    median: float


def histogram(title: str, note: str, values: Floats, odd: Sequence[bool], *, log: bool = False) -> Histogram:
    """Count values (n,) in bins of equal width, or of equal ratio with `log`; `odd` (n,) marks what stands out."""
    shown = np.asarray(values, np.float64)
    scale = np.log10(shown + 1e-9) if log else shown
    low, high = (float(scale.min()), float(scale.max())) if len(scale) else (0.0, 1.0)
    edges = np.linspace(low, high if high > low else low + 1e-6, BINS + 1)
    counts, _ = np.histogram(scale, edges)
    marked, _ = np.histogram(scale[np.asarray(odd, bool)], edges)
    back = 10**edges if log else edges
    median = float(np.median(shown)) if len(shown) else 0.0
    return Histogram(title, note, tuple(map(float, back)), tuple(map(int, counts)), tuple(map(int, marked)), median)


def number(value: float) -> str:
    """Return a value as an axis shows it: three digits."""
    return f"{value:.3g}"


def _bar(one: Histogram, place: int) -> str:
    highest = max(one.counts) or 1
    count, odd = one.counts[place], one.odd[place]
    told = f"{number(one.edges[place])} to {number(one.edges[place + 1])}: {count:,} images"
    told += f", {odd:,} stand out" if odd else ""
    # A single image among thousands still shows.
    usual_height = f"max({(count - odd) / highest:.2%}, {'2px' if count > odd else '0px'})"
    odd_height = f"max({odd / highest:.2%}, {'2px' if odd else '0px'})"
    bars = f'<b class="gl-odd" style="height:{odd_height}"></b><b style="height:{usual_height}"></b>'
    return f'<i title="{escape(told)}">{bars}</i>'


def histograms_html(histograms: Sequence[Histogram]) -> str:
    """Return the charts side by side."""
    return f'{STYLE}<div class="gl-hists">{"".join(_chart(one) for one in histograms)}</div>'


def _chart(one: Histogram) -> str:
    low, high = number(one.edges[0]), number(one.edges[-1])
    label = f"{one.title}: from {low} to {high}, median {number(one.median)}, {sum(one.odd):,} images stand out"
    bars = "".join(_bar(one, place) for place in range(len(one.counts)))
    return (
        f'<div data-histogram="{escape(one.title)}"><div class="gl-hist-title"><b>{escape(one.title)}</b>'
        f"<span>median {number(one.median)}</span></div>"
        f'<div class="gl-hist-bars" role="img" aria-label="{escape(label)}">{bars}</div>'
        f'<div class="gl-hist-axis"><span>{low}</span><span>{escape(one.note)}</span><span>{high}</span></div></div>'
    )
