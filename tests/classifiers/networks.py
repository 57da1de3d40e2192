"""Pictures of three kinds, and the smallest network that timm has, for tests that train on files."""

import hashlib
from pathlib import Path

import numpy as np
from PIL import Image

from classifiers.types import Examples, Inputs

KINDS = ("grain", "spots", "stripes")
TINY = "test_efficientnet"
SIZE = 32
QUICK = {
    "backbone": TINY,
    "start": "scratch",
    "frozen": 0,
    "size": SIZE,
    "epochs": 2,
    "batch": 8,
    "augmentation": "none",
}
"""A training of seconds, as plain values."""


def _pixels(kind: str, rng: np.random.Generator) -> np.ndarray:
    rows, columns = np.mgrid[:40, :40]
    pixels = rng.normal(110, 10, (40, 40))
    if kind == "stripes":
        pixels += 60 * np.sin(columns / 2 + rng.uniform(0, 6))
    elif kind == "spots":
        for row, column in rng.integers(5, 35, (4, 2)):
            pixels[(rows - row) ** 2 + (columns - column) ** 2 < 20] += 110
    else:
        pixels += rng.normal(0, 45, (40, 40))
    return np.clip(pixels, 0, 255).astype(np.uint8)


def draw(folder: Path, per_kind: int = 12, seed: int = 0) -> Examples:
    """Draw `per_kind` pictures of each kind into a folder; kinds alternate, so that any stretch holds all of them."""
    rng = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    paths, y = [], []
    for number in range(per_kind):
        for place, kind in enumerate(KINDS):
            paths.append(folder / f"{kind}{number:02d}.png")
            Image.fromarray(_pixels(kind, rng)).save(paths[-1])
            y.append(place)
    shas = tuple(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    inputs = Inputs(np.arange(len(y)), shas, tuple(str(path) for path in paths))
    return Examples(inputs, np.array(y), KINDS, np.arange(len(y)))


def halves(examples: Examples, n_val: int = 9) -> tuple[Examples, Examples]:
    """Return training and validation examples."""
    rows = np.arange(len(examples))
    return examples.rows(rows[:-n_val]), examples.rows(rows[-n_val:])
