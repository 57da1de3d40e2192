"""Bare steel strips as a line camera sees them: grey, streaked along the rolling direction, unevenly lit."""

import numpy as np
import numpy.typing as npt
from PIL import Image

HEIGHT, WIDTH = 256, 1600
Canvas = npt.NDArray[np.float32]
"""A strip while it is drawn: grey values, shape (HEIGHT, WIDTH), nominally 0 to 255."""


def cloud(rng: np.random.Generator, rows: int, columns: int) -> Canvas:
    """Return smooth noise of mean 0 and deviation 1 with about `rows` x `columns` independent spots."""
    seeds = Image.fromarray(rng.standard_normal((rows, columns), dtype=np.float32))
    noise = np.asarray(seeds.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC), dtype=np.float32)
    return np.asarray((noise - noise.mean()) / max(float(noise.std()), 1e-6), dtype=np.float32)


def _light(rng: np.random.Generator) -> Canvas:
    """Return the lamp: a level, a bright spot somewhere along the strip, and a slow unevenness."""
    along = np.linspace(0, 1, WIDTH, dtype=np.float32)
    spot = np.exp(-(((along - rng.uniform(0.1, 0.9)) / rng.uniform(0.3, 0.9)) ** 2))
    level = rng.uniform(60, 150) * (0.7 + 0.3 * spot)
    return np.asarray(level[None, :] * (1 + rng.uniform(0.01, 0.06) * cloud(rng, 2, 4)), dtype=np.float32)


def bare_strip(rng: np.random.Generator) -> Canvas:
    """Return a strip without defect: light, broad and fine rolling streaks, grain."""
    light = _light(rng)
    broad = rng.uniform(0.01, 0.045) * cloud(rng, 2, int(rng.integers(12, 60)))
    fine = rng.uniform(0.01, 0.04) * cloud(rng, 3, 500)
    grain = rng.uniform(0.02, 0.06) * cloud(rng, 48, WIDTH)
    return np.asarray(light * (1 + broad + fine + grain), dtype=np.float32)


def cover_beyond_edge(canvas: Canvas, edge: npt.NDArray[np.float32], on_left: bool) -> Canvas:
    """Return the strip with black beside it: from each row's `edge` (pixels from the side) outward."""
    columns = np.arange(WIDTH, dtype=np.float32)[None, :]
    distance = columns if on_left else WIDTH - 1 - columns
    inside = np.clip((distance - edge[:, None]) / 12, 0, 1)
    return np.asarray(6 + (canvas - 6) * inside, dtype=np.float32)


def straight_edge(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return the strip ending in a clean edge, which is no defect."""
    edge = rng.uniform(20, 260) + rng.uniform(-6, 6) * np.linspace(-1, 1, HEIGHT)
    return cover_beyond_edge(canvas, edge.astype(np.float32), on_left=bool(rng.integers(2)))


def exposed(canvas: Canvas, rng: np.random.Generator) -> Image.Image:
    """Return the camera's picture of the strip: sensor noise added, clipped to 8 bits."""
    noise = rng.uniform(1.5, 4) * rng.standard_normal(canvas.shape, dtype=np.float32)
    return Image.fromarray(np.clip(np.rint(canvas + noise), 0, 255).astype(np.uint8))
