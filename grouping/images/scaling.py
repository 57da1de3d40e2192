"""Deep images (more than 8 bits a channel) brought to 8 bits by robust percentiles."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from grouping.errors import UnreadableImageError
from grouping.types import Floats, Ints

LOW, HIGH = 0.5, 99.5
"""The percentiles that become black and white: one hot or dead pixel in 200 does not set the scale."""

_SAMPLE = 1_000_000
"""Percentiles are taken over at most about this many values, evenly spaced."""

Bytes = npt.NDArray[np.uint8]


def scale_to_bytes(values: Floats | Ints, bits: int) -> tuple[Bytes, str]:
    """Scale an array of any shape linearly to 0..255, and say in words from what.

    The `LOW` and `HIGH` percentiles over all channels together (so that colours keep their balance) become 0 and
    255, and what lies beyond is clipped. Where the two percentiles are equal the extremes serve instead; where all
    values are equal, integers keep their place in the range of `bits` and floats become mid-grey (128). Values that
    are not finite become 0. Raises UnreadableImageError when no value is finite.
    """
    finite = np.isfinite(values)
    if not finite.any():
        raise UnreadableImageError("holds no numbers (every pixel is NaN or infinite)")
    spread = values[finite]
    sample = spread[:: max(1, spread.size // _SAMPLE)]
    low, high = (float(value) for value in np.percentile(sample, [LOW, HIGH]))
    if not low < high:
        low, high = float(spread.min()), float(spread.max())
    if not low < high:
        return _constant(values, low, bits)
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.clip((values.astype(np.float64) - low) * (255 / (high - low)), 0, 255)
    note = f"{bits}-bit values scaled to 8 bits from {low:,.6g} (black) to {high:,.6g} (white)"
    lost = values.size - spread.size
    return np.rint(np.where(finite, scaled, 0)).astype(np.uint8), note + (f"; {lost:,} not finite" if lost else "")


def _constant(values: Floats | Ints, value: float, bits: int) -> tuple[Bytes, str]:
    floating = np.issubdtype(values.dtype, np.floating)
    level = 128 if floating else round(255 * min(max(value, 0.0) / (2**bits - 1), 1.0))
    return np.full(values.shape, level, np.uint8), f"all {bits}-bit values are {value:,.6g}"


def deep_image(
    pixels: Floats | Ints, bits: int, *, alpha: bool = False, inverted: bool = False
) -> tuple[Image.Image, str]:
    """Make an 8-bit image of deep pixels (height, width) or (height, width, channels), and a note on the scaling.

    `alpha` says that the last channel is opacity, `inverted` that 0 is white. Of channels that are neither grey nor
    colour (2, or more than 3) the first is shown.
    """
    cube = pixels if pixels.ndim == 3 else pixels[..., np.newaxis]
    colours = cube[..., :-1] if alpha else cube
    shown = colours if colours.shape[2] == 3 else colours[..., :1]
    scaled, note = scale_to_bytes(shown, bits)
    if shown.shape[2] != colours.shape[2]:
        note += f"; the first of {colours.shape[2]} channels"
    channels = [255 - scaled if inverted else scaled]
    if alpha:
        channels.append(_opacity(cube[..., -1:], bits))
    merged = np.concatenate(channels, axis=2)
    return Image.fromarray(np.ascontiguousarray(merged.squeeze(axis=2) if merged.shape[2] == 1 else merged)), note


def _opacity(alpha: Floats | Ints, bits: int) -> Bytes:
    top = 1.0 if np.issubdtype(alpha.dtype, np.floating) else float(2**bits - 1)
    return np.rint(np.clip(np.nan_to_num(alpha.astype(np.float64)) / top, 0, 1) * 255).astype(np.uint8)
