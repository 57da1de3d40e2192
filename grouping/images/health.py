"""How bright, contrasty and sharp an image is, and which images stand out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from PIL import Image

from grouping.types import Floats

DARK, BRIGHT = 5, 250
"""Grey values (0 to 255) at or below which a pixel is black, and at or above which it is white."""

WHOLE = 0.98
"""Share of black or white pixels from which an image counts as black or blown out."""

OUTLIER = 3.5
"""Modified z-score beyond which an image stands out (Iglewicz and Hoaglin, 1993)."""

MIN_IMAGES = 8
"""Fewer images have no norm to stand out from."""


@dataclass(frozen=True, slots=True)
class Health:
    """Measures of one image, from its luma (ITU-R 601) scaled to [0, 1].

    `brightness`: mean, in [0, 1]. `contrast`: standard deviation, in [0, 0.5]; 0 is a constant image.
    `sharpness`: variance of the Laplacian (four neighbours), in [0, 16]; higher is sharper, and only images of one
    kind compare. `dark_share` and `bright_share`: parts of the pixels, in [0, 1], that are black or white.
    """

    brightness: float
    contrast: float
    sharpness: float
    dark_share: float
    bright_share: float


def measure(image: Image.Image) -> Health:
    """Measure a decoded image (mode L or RGB, any size; sharpness is 0 below 3 x 3 pixels).

    Source of the sharpness: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000
    (LAP4 of Pertuz et al., Pattern Recognition 46, 2013). Dividing it by the image's variance separates blurred
    from sharp steel surfaces less well, because texture and contrast then weigh the same.
    """
    grey = image.convert("L")
    shares = np.array(grey.histogram(), dtype=np.float64) / (grey.width * grey.height)
    levels = np.arange(256) / 255
    mean = float(shares @ levels)
    deviation = float(np.sqrt(shares @ (levels - mean) ** 2))
    contrast = deviation if np.count_nonzero(shares) > 1 else 0.0
    dark, bright = float(shares[: DARK + 1].sum()), float(shares[BRIGHT:].sum())
    return Health(min(mean, 1.0), contrast, _sharpness(grey), min(dark, 1.0), min(bright, 1.0))


def _sharpness(grey: Image.Image) -> float:
    if min(grey.size) < 3:
        return 0.0
    luma = np.asarray(grey, dtype=np.int16)
    centre = luma[1:-1, 1:-1]
    laplacian = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:] - 4 * centre
    return float(laplacian.var(dtype=np.float64)) / 255**2


def modified_z(values: Floats) -> Floats:
    """Return how far each value lies from the median, in robust standard deviations; shape (n,).

    0.6745 (x - median) / MAD, or by the mean absolute deviation where more than half of the values are equal; all
    zero where all are. Source: Iglewicz and Hoaglin, "How to Detect and Handle Outliers", ASQC 1993.
    """
    distance = values - np.median(values)
    deviation = np.median(np.abs(distance)) / 0.6745 or np.mean(np.abs(distance)) * 1.253314
    return distance / deviation if deviation else np.zeros_like(distance)


def flags(table: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return what is odd about each image; an empty tuple where nothing is.

    `table` has one row an image and the columns of `Health`. 'constant', 'black' and 'blown out' are absolute.
    'dark', 'bright', 'low contrast', 'high contrast' and 'blurred' (by the logarithm of the sharpness) are outliers
    among the images of the table (modified z beyond `OUTLIER`; from `MIN_IMAGES` images on), and are not said of
    images that carry an absolute flag, which also do not count for the norm.
    """
    if table.empty:
        return []
    absolute = {
        "constant": _column(table, "contrast") == 0,
        "black": _column(table, "dark_share") >= WHOLE,
        "blown out": _column(table, "bright_share") >= WHOLE,
    }
    usable = ~np.logical_or.reduce(list(absolute.values()))
    relative = _outliers(table, usable) if usable.sum() >= MIN_IMAGES else {}
    marks = absolute | relative
    return [tuple(name for name, marked in marks.items() if marked[row]) for row in range(len(table))]


def _column(table: pd.DataFrame, name: str) -> Floats:
    return table[name].to_numpy(dtype=np.float64)


def _outliers(table: pd.DataFrame, usable: np.ndarray) -> dict[str, np.ndarray]:
    def scores(values: Floats) -> Floats:
        every = np.zeros(len(table))
        every[usable] = modified_z(values[usable])
        return every

    brightness, contrast = scores(_column(table, "brightness")), scores(_column(table, "contrast"))
    return {
        "dark": brightness < -OUTLIER,
        "bright": brightness > OUTLIER,
        "low contrast": contrast < -OUTLIER,
        "high contrast": contrast > OUTLIER,
        "blurred": scores(np.log(_column(table, "sharpness") + 1e-9)) < -OUTLIER,
    }


def summary(table: pd.DataFrame, marks: Sequence[Sequence[str]] | None = None) -> dict[str, object]:
    """Summarise a project's images as a plain dictionary, ready for JSON.

    `table` has one row an image: the columns of `Health`, and any of width, height, size_bytes, mode, format; `marks`
    are its `flags`, where they are at hand. The result holds `images`, `bytes`, `formats`, `modes` and `sizes`
    ('1600x256') as counts with the commonest first, `flags` as counts, and `quantiles` (0, 5, 50, 95, 100%) of every
    number.
    """
    numbers = ["width", "height", "size_bytes", "brightness", "contrast", "sharpness"]
    present = [name for name in numbers if name in table and len(table)]
    pairs = Counter[tuple[int, int]]()
    if "width" in present:
        pairs.update(zip(table["width"].tolist(), table["height"].tolist(), strict=True))
    return {
        "images": len(table),
        "bytes": int(table["size_bytes"].sum()) if "size_bytes" in table else 0,
        "formats": _counts(table.get("format")),
        "modes": _counts(table.get("mode")),
        "sizes": {f"{width}x{height}": count for (width, height), count in pairs.most_common()},
        "flags": _counts([flag for row in (flags(table) if marks is None else marks) for flag in row]),
        "quantiles": {name: _quantiles(_column(table, name)) for name in present},
    }


def _counts(values: "pd.Series[str] | Sequence[str] | None") -> dict[str, int]:
    counted = pd.Series([] if values is None else values, dtype=object).value_counts()
    return {str(name): int(count) for name, count in counted.items()}


def _quantiles(values: Floats) -> dict[str, float]:
    parts = (0, 5, 50, 95, 100)
    return {f"{part}%": float(value) for part, value in zip(parts, np.percentile(values, parts), strict=True)}
