"""A small labeled set of real image files, with names and classes as awkward as people choose them."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grouping.exporters.labeled import LabelClass, LabeledImage, LabeledSet
from grouping.exporters.splits import assign_splits

CLASSES = (
    LabelClass("scratch", "#4e79a7", 1, "long and thin"),
    LabelClass("Scratch", "#f28e2b", 2),
    LabelClass("a/b", "#59a14f", 3),
    LabelClass("=1+1", "#e15759", None, "a formula & <more>"),
    LabelClass("unused", "#b07aa1"),
)
NAMES = ("n{}.png", "line 1/n{}.jpg", "line 2/n{}.tif", "CON{}.bmp", "größe?{}.png", "no ending{}")
ORIGINS: tuple[dict[str, Any], ...] = (
    {"kind": "group", "group": "3/0", "partition": "f" * 32, "encoder": "efficientnet_lite0", "weights": "ab12"},
    {"kind": "hand"},
    {"kind": "classifier", "model": "linear v2", "confidence": 0.75},
)


def _image(folder: Path, number: int) -> LabeledImage:
    name = NAMES[number % len(NAMES)].format(number)
    path = folder / f"file{number}"
    pixels = np.random.default_rng(number).integers(0, 256, (6, 9), np.uint8)
    format = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF", "bmp": "BMP"}.get(name.rpartition(".")[2], "PNG")
    Image.fromarray(pixels).save(path, format)
    return LabeledImage(
        image_id=100 + number,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        uri=str(path),
        name=name,
        width=9,
        height=6,
        near_label="good" if number % 5 == 0 else None,
        class_name=CLASSES[number % 4].name,
        user="=cmd|' /C calc'!A0" if number == 0 else "ana",
        at="2026-03-01T08:00:00+00:00",
        origin=ORIGINS[number % 3],
    )


def with_splits(labeled: LabeledSet) -> LabeledSet:
    images = labeled.images
    splits = assign_splits([one.sha256 for one in images], [one.class_name for one in images])
    return replace(labeled, images=tuple(replace(one, split=splits[one.sha256]) for one in images))


@pytest.fixture
def plain_set(tmp_path: Path) -> LabeledSet:
    """48 images of four classes, one class unused, without splits."""
    folder = tmp_path / "originals"
    folder.mkdir()
    images = tuple(_image(folder, number) for number in range(48))
    return LabeledSet("coils", "defects", 3, "c0ffee", "CC BY 4.0", CLASSES, images)


@pytest.fixture(params=[False, True], ids=["whole", "split"])
def labeled(plain_set: LabeledSet, request: pytest.FixtureRequest) -> LabeledSet:
    """The set once without and once with splits."""
    return with_splits(plain_set) if request.param else plain_set


@pytest.fixture
def read() -> Callable[[LabeledImage], bytes]:
    return lambda image: Path(image.uri).read_bytes()
