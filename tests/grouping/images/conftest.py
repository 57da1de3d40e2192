import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

Encode = Callable[..., bytes]
XSDD = Path(__file__).parents[4] / "shared" / "data" / "xsdd"


def _encode(pixels: np.ndarray | Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    if format == "deep TIFF":
        tifffile.imwrite(buffer, pixels, **options)
    else:
        image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)
        image.save(buffer, format, **options)
    return buffer.getvalue()


@pytest.fixture(scope="session")
def encode() -> Encode:
    """Turn pixels into a file's bytes."""
    return _encode


@pytest.fixture(scope="session")
def steel() -> np.ndarray:
    """A small strip with texture, shape (40, 100), 8 bits."""
    rng = np.random.default_rng(0)
    shading = 120 + 50 * np.sin(np.arange(100) / 15)[np.newaxis, :]
    return np.clip(shading + rng.normal(0, 12, (40, 100)), 0, 255).astype(np.uint8)


@pytest.fixture
def folder(tmp_path: Path, steel: np.ndarray) -> Path:
    """Three different images in two folders and one at the root, and a text."""
    for place, name in enumerate(("good/a.png", "good/b.png", "defect/c.png", "d.png")):
        path = tmp_path / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_encode(np.roll(steel, place, axis=1)))
    (tmp_path / "source" / "LICENSE").write_text("free")
    return tmp_path / "source"


@pytest.fixture
def locked(folder: Path) -> Iterator[Path]:
    """A copy of the source with one locked folder and file, seen by a user who is not root."""
    place = Path(tempfile.mkdtemp())
    source = Path(shutil.copytree(folder, place / "source"))
    place.chmod(0o755)
    (source / "good").chmod(0)
    (source / "d.png").chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield source
    if root:
        os.seteuid(0)
    (source / "good").chmod(0o755)
    shutil.rmtree(place)


@pytest.fixture
def xsdd() -> Path:
    if not XSDD.is_dir():
        pytest.skip("../shared/data/xsdd is not there")
    return XSDD
