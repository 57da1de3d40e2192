"""Folders with a folder for each class: as encoded projects, with their truth, and with part of it as near-labels."""

import csv
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from grouping import Project
from grouping.errors import GrouplineError

ENCODER = "efficientnet_lite0"
CLASSES = {0.0: "good", 1.0: "defective"}
"""Of solar cells, by the probability of a defect; experts were unsure of the others."""
Truth = Mapping[int, str]
"""Image id -> class."""


def prepared(name: str, home: Path, folder: Path, near_labels: Path | None = None) -> Project:
    """Return a new project of the folder's images, encoded; embeddings that the workspace has are taken from there."""
    project = Project.create(name, home=home, user="steward")
    project.import_images(folder, None if near_labels is None else str(near_labels))
    project.encode(ENCODER)
    return project


def truth_of(project: Project) -> Truth:
    images = project.images()
    return {int(i): Path(str(path)).parent.name for i, path in zip(images["id"], images["path"], strict=True)}


def write_near_labels(folder: Path, to: Path, share: float, seed: int) -> Path:
    """Write the true classes of a random share of the images as a table of near-labels."""
    paths = sorted(path for path in folder.rglob("*") if path.parent != folder and path.is_file())
    known = np.random.default_rng(seed).random(len(paths)) < share
    with to.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "label"])
        for path in (path for path, keep in zip(paths, known, strict=True) if keep):
            rows.writerow([path.relative_to(folder).as_posix(), path.parent.name])
    return to


def elpv(folder: Path) -> Path:
    """Copy the solar cells that all experts agree on from their package into a folder for each class."""
    package = find_spec("elpv_dataset")
    if package is None or package.origin is None:
        raise GrouplineError("The solar cells come with a package: pip install elpv-dataset")
    data = Path(package.origin).parent / "data"
    for row in (data / "labels.csv").read_text().splitlines():
        path, probability, _ = row.split()
        if float(probability) in CLASSES:
            target = folder / CLASSES[float(probability)]
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy(data / path, target)
    return folder
