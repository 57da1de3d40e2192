"""What the map is sent, and which points a lasso holds, as pure functions."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from grouping.types import Floats, Ints
from ui.components.payload import base64_of, packed

Mask = npt.NDArray[np.bool_]
Polygon = Sequence[Sequence[float]]
Stroke = tuple[str, Polygon]
"""('set', 'add' or 'remove', corners): one lasso or box as it was drawn."""

NO_COLOR = 255


@dataclass(frozen=True, slots=True)
class Legend:
    """One line of the legend: what a colour means, and how many images it stands for."""

    name: str
    color: str
    total: int


@dataclass(frozen=True, slots=True)
class Scale:
    """That the legend's colours are one scale, from low to high."""

    title: str
    low: str
    high: str
    middle: str = ""
    """What stands at the middle of the scale; '' for nothing."""
    missing: int = 0
    """Images without a value, which are grey."""


@dataclass(frozen=True, slots=True)
class MapView:
    """How the points of a list are coloured now."""

    rev: str
    colors: Ints
    """(n_images,): the place in the legend, NO_COLOR for none."""
    legend: tuple[Legend, ...]
    height: int
    lassoed: bool
    """Whether a lasso is in effect, so that there is something to clear."""
    by: str = ""
    """By what the points are coloured; another one shows again what the legend had hidden."""
    scale: Scale | None = None

    def data(self) -> dict[str, Any]:
        """Return what the component is sent at every run."""
        return {
            "rev": self.rev,
            "colors": base64_of(self.colors.astype(np.uint8)),
            "legend": [asdict(line) for line in self.legend],
            "height": self.height,
            "lassoed": self.lassoed,
            "by": self.by,
            "scale": None if self.scale is None else asdict(self.scale),
        }


def points_payload(rev: str, xy: Floats) -> bytes:
    """Return what is sent once: float32 (n_images, 2) in the order of the list of images; NaN where there is none."""
    return packed({"rev": rev, "n": len(xy)}, np.asarray(xy, "<f4"))


def inside(xy: Floats, polygon: Polygon) -> Mask:
    """Return which points lie in a polygon, (n,), by the even-odd rule; none for fewer than three corners."""
    found = np.zeros(len(xy), bool)
    if len(polygon) < 3:
        return found
    corners = np.asarray(polygon, np.float64)
    near = ((xy >= corners.min(axis=0)) & (xy <= corners.max(axis=0))).all(axis=1)
    x, y = np.asarray(xy[near], np.float64).T
    odd = np.zeros(len(x), bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, 1, axis=0), strict=True):
        if y1 != y2:
            odd ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    found[near] = odd
    return found


def lassoed(xy: Floats, strokes: Sequence[Stroke]) -> Mask | None:
    """Return which points several lassos leave together, (n,); None where there was none."""
    found: Mask | None = None
    for how, polygon in strokes:
        held = inside(xy, polygon)
        if how == "set" or found is None:
            found = np.zeros(len(xy), bool) if how == "remove" else held
        else:
            found = found | held if how == "add" else found & ~held
    return found


def stroke_of(message: Any) -> Stroke | None:
    """Return the lasso that the browser sent; None for what is no lasso."""
    if not isinstance(message, dict) or message.get("how") not in ("set", "add", "remove"):
        return None
    polygon = [(float(x), float(y)) for x, y in message.get("polygon", ())]
    return (str(message["how"]), polygon) if len(polygon) >= 3 else None
