"""From an image to exactly what a network sees; without torch, so that the dashboard can preview it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageStat

from grouping.encoders.catalogue import EncoderCard, ViewFormat
from grouping.errors import GrouplineError, UnknownNameError

Views = npt.NDArray[np.uint8]
"""What the network sees of one image: (n_views, height, width, 3), RGB, 0 to 255."""

MAX_TILES = 64
"""Tiles of one image at most; beyond an aspect of about 48:1 they no longer overlap, beyond 64:1 they leave gaps."""

MAX_ASPECT = 8.0
"""Longest aspect that `native` keeps; a longer image is squeezed to it, so that memory stays bounded."""

_OVERLAP = 0.25
_GRID = 2 / 3
_RESAMPLING = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}


def _colour(image: Image.Image) -> Image.Image:
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _resize(
    image: Image.Image, width: int, height: int, view: ViewFormat, box: tuple[int, int, int, int] | None = None
) -> Image.Image:
    """Resize with antialiasing (Pillow widens its kernel when it shrinks), grey images in their one channel."""
    resampling = _RESAMPLING.get(view.interpolation, Image.Resampling.BICUBIC)
    return image.resize((width, height), resampling, box=box).convert("RGB")


def stretch(image: Image.Image, view: ViewFormat, size: int) -> Views:
    """Resize the whole image to the network's square, whatever its aspect: (1, size, size, 3)."""
    return np.asarray(_resize(_colour(image), size, size, view))[None]


def letterbox(image: Image.Image, view: ViewFormat, size: int) -> Views:
    """Fit the image into the network's square, aspect kept, centred on its own mean colour: (1, size, size, 3).

    The mean colour makes the weakest edge at the border that one colour can.
    """
    scale = size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    small = _resize(_colour(image), width, height, view)
    red, green, blue = (round(mean) for mean in ImageStat.Stat(small).mean)
    canvas = Image.new("RGB", (size, size), (red, green, blue))
    canvas.paste(small, ((size - width) // 2, (size - height) // 2))
    return np.asarray(canvas)[None]


def tile_starts(long: int, short: int) -> list[int]:
    """Return where squares of side `short` start along `long` pixels: evenly, from end to end.

    Neighbours share at least a quarter of their side, unless that would take more than MAX_TILES.
    """
    steps = int(np.ceil((long - short) / (short * (1 - _OVERLAP))))
    count = min(MAX_TILES, steps + 1)
    return [round(start) for start in np.linspace(0, long - short, count)]


def tiles(image: Image.Image, view: ViewFormat, size: int) -> Views:
    """Cut overlapping squares of the short side along the long one: (n_tiles, size, size, 3), n_tiles <= MAX_TILES.

    The embeddings of an image's tiles are averaged; a square image has one.
    """
    image = _colour(image)
    short, wide = min(image.size), image.width >= image.height
    starts = tile_starts(max(image.size), short)
    boxes = [(s, 0, s + short, short) if wide else (0, s, short, s + short) for s in starts]
    return np.stack([np.asarray(_resize(image, size, size, view, box)) for box in boxes])


def grid(image: Image.Image, view: ViewFormat, size: int) -> Views:
    """Cut overlapping squares of two thirds of the short side over the whole image: (n_squares, size, size, 3).

    As `tiles`, but for images of any shape: a square one has four, a strip two rows of them, MAX_TILES at most.
    """
    image = _colour(image)
    side = max(1, round(min(image.size) * _GRID))
    across, down = (tile_starts(length, side) for length in image.size)
    while len(across) * len(down) > MAX_TILES:  # of two rows, each has half of them
        across, down = (starts if len(starts) <= 2 else _fewer(starts) for starts in (across, down))
    boxes = [(left, top, left + side, top + side) for top in down for left in across]
    return np.stack([np.asarray(_resize(image, size, size, view, box)) for box in boxes])


def _fewer(starts: list[int]) -> list[int]:
    return [round(start) for start in np.linspace(starts[0], starts[-1], len(starts) - 1)]


def native(image: Image.Image, view: ViewFormat, size: int) -> Views:
    """Keep the image's own aspect: short side `size`, long side by aspect up to MAX_ASPECT: (1, height, width, 3).

    Only for fully convolutional networks, which average over a map of any shape.
    """
    scale = size / min(image.size)
    width, height = (min(round(side * scale), round(size * MAX_ASPECT)) for side in image.size)
    return np.asarray(_resize(_colour(image), width, height, view))[None]


_WAYS: dict[str, Callable[[Image.Image, ViewFormat, int], Views]] = {
    "stretch": stretch,
    "letterbox": letterbox,
    "tiles": tiles,
    "grid": grid,
    "native": native,
}
PREPROCESSINGS: tuple[str, ...] = tuple(_WAYS)


def preprocess(image: Image.Image, card: EncoderCard, how: str = "stretch", size: int | None = None) -> Views:
    """Return what the encoder of `card` sees of `image`: (n_views, height, width, 3).

    `size` is the side of the square (for `native` the short side) in pixels; None takes the encoder's own.

    Raises UnknownNameError for another `how`, and GrouplineError for the card of a `timm:NAME` that is not loaded.
    """
    if how not in _WAYS:
        raise UnknownNameError(f"No preprocessing is called {how!r}. Choose one of {', '.join(PREPROCESSINGS)}.")
    if card.format is None:
        raise GrouplineError(f"{card.name!r} tells its input size only once it is loaded. Encode with it first.")
    return _WAYS[how](image, card.format, size or card.format.size)
