"""Draws the built-in sample: strips of five kinds, with near-labels for half of them, from a seed.

Run it as `python -m data.sample FOLDER [--images N] [--seed S]`.
"""

import argparse
import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from data.defects import KINDS, draw_kind
from data.strips import bare_strip, exposed

FOLDER = Path(__file__).resolve().parent / "sample"
"""Where the built-in sample lies once it is drawn."""

Told = Callable[[int, int], object]
"""Told how many of how many images are drawn."""


def _kinds(n_images: int, rng: np.random.Generator) -> list[str]:
    """Return the kind of each image, in shuffled order, in the shares of `KINDS` and with none left out."""
    names, shares = list(KINDS), np.array([share for share, _ in KINDS.values()], dtype=float)
    wanted = shares / shares.sum() * n_images
    counts = np.maximum(np.floor(wanted).astype(int), 1)
    while counts.sum() < n_images:
        counts[np.argmax(wanted - counts)] += 1
    while counts.sum() > n_images:
        counts[np.argmax(counts - wanted)] -= 1
    return [str(kind) for kind in rng.permutation(np.repeat(names, counts))]


def _write_table(path: Path, header: tuple[str, str], rows: Iterable[tuple[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _draw_into(folder: Path, n_images: int, seed: int, progress: Told) -> None:
    rng = np.random.default_rng(seed)
    kinds = _kinds(n_images, rng)
    names = [f"strip_{number:04d}.jpg" for number in range(1, n_images + 1)]
    for number, (name, kind) in enumerate(zip(names, kinds, strict=True)):
        own = np.random.default_rng([seed, number])
        exposed(draw_kind(kind, bare_strip(own), own), own).save(folder / name, quality=90)
        progress(number + 1, n_images)
    known = rng.permutation(n_images) < n_images // 2
    verdicts = ("good" if kind == "plain" else "defect" for kind in kinds)
    near = [row for row, is_known in zip(zip(names, verdicts, strict=True), known, strict=True) if is_known]
    _write_table(folder / "near_labels.csv", ("file", "label"), near)
    _write_table(folder / "truth.csv", ("file", "kind"), zip(names, kinds, strict=True))


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def draw_sample(folder: Path = FOLDER, n_images: int = 300, seed: int = 0, progress: Told = _silent) -> Path:
    """Draw the sample into `folder` unless it lies there already, and return the folder.

    It holds `strip_0001.jpg` and so on (256 x 1600 pixels, grey JPEG), `near_labels.csv` (file, label: `good`
    or `defect`, for half of the images) and `truth.csv` (file, kind: to judge by, never to group by).
    The folder is either complete or absent. The same number and seed give the same bytes.

    Raises ValueError when there are fewer images than kinds, and FileExistsError when other files lie there.
    """
    if n_images < len(KINDS):
        raise ValueError(f"A sample needs at least {len(KINDS)} images, one of each kind; got {n_images}.")
    folder = Path(folder)
    if (folder / "truth.csv").exists():
        return folder
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds other files; name a new folder for the sample.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}-"))
    try:
        _draw_into(unfinished, n_images, seed, progress)
        unfinished.chmod(0o755)
        unfinished.replace(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def main() -> None:
    """Draw a sample from the command line."""
    parser = argparse.ArgumentParser(prog="python -m data.sample", description="Draw sample strips of five kinds.")
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--images", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    try:
        print(draw_sample(arguments.folder, arguments.images, arguments.seed))
    except (ValueError, FileExistsError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
