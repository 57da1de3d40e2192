"""A measured value as a colour: a scale from low to high that stays apart for the colour-blind, as pure functions."""

import math

import numpy as np

from grouping.types import Floats, Ints
from ui.components.map import Legend, Scale
from ui.components.map.view import NO_COLOR

STOPS = ("#3350bf", "#8a4fc0", "#cf5590", "#ea7a4a", "#eea536")
"""From low to high, ever lighter, and neither end is lost on a light or on a dark ground."""
STEPS = 64
"""The map has so many colours."""
TAIL = 2.0
"""Percent of the values at either end that share the end's colour, so that one odd image does not flatten the rest."""

Ramped = tuple[Ints, tuple[Legend, ...], Scale]


def colors() -> list[str]:
    """Return the STEPS colours of the scale, low to high, as #rrggbb."""
    stops = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in STOPS])
    places, at = np.linspace(0, 1, len(STOPS)), np.linspace(0, 1, STEPS)
    mixed = np.stack([np.interp(at, places, channel) for channel in stops.T], axis=1).round().astype(int)
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in mixed.tolist()]


def ends(values: Floats) -> tuple[float, float]:
    """Return what is low and what is high among values: all but the TAIL at either end; (0, 0) where none is known."""
    known = values[~np.isnan(values)]
    return (float(np.percentile(known, TAIL)), float(np.percentile(known, 100 - TAIL))) if len(known) else (0.0, 0.0)


def by_value(title: str, values: Floats, low: float, high: float, middle: str = "") -> Ramped:
    """Colour images by a value, (n_images,), from `low` to `high`; what lies beyond has the end's colour, NaN is grey.

    `middle` is what to write at the middle of the scale; '' for nothing.
    """
    known = ~np.isnan(values)
    share = (values[known] - low) / (high - low) if high > low else np.zeros(int(known.sum()))
    codes = np.full(len(values), NO_COLOR)
    codes[known] = np.clip(np.rint(share * (STEPS - 1)), 0, STEPS - 1).astype(np.int64)
    counts = np.bincount(codes, minlength=NO_COLOR + 1)
    steps = np.linspace(low, high, STEPS)
    names = [f"{title} {'about ' if high > low else ''}{short(value)}" for value in steps.tolist()]
    legend = tuple(
        Legend(name, color, int(counts[i])) for i, (name, color) in enumerate(zip(names, colors(), strict=True))
    )
    return codes, legend, Scale(title, *_written(values[known], low, high), middle, int(counts[NO_COLOR]))


def _written(known: Floats, low: float, high: float) -> tuple[str, str]:
    below, beyond = bool((known < low).any()), bool((known > high).any())
    return f"{'≤ ' if below else ''}{short(low)}", f"{'≥ ' if beyond else ''}{short(high)}"


def short(value: float) -> str:
    """Return a value with three digits that count, and no powers of ten."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "none"
    digits = max(0, min(6, 2 - math.floor(math.log10(abs(value)))))
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:,.0f}"
