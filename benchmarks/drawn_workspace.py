"""A workspace of drawn images: grouped, and half labeled, in minutes instead of the hours that encoding would take.

Rows, embeddings and decisions go through the store's own functions and the real events. Drawn are the pictures (a few
dozen, under many names, as thumbnails alone) and the embeddings (a mixture of Gaussians instead of an encoder's).
"""

import hashlib
import os
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from grouping import Project
from grouping.edits import Edit, Split
from grouping.embed.parts import write_part
from grouping.embed.spec import EncodeSpec
from grouping.history import History
from grouping.images.health import measure
from grouping.images.scan import Scanned
from grouping.images.thumbnails import thumbnail
from grouping.steps.decide import decide
from grouping.store.decisions import keep_partition
from grouping.store.embeddings import add_part, embedding_set, mark_encoded
from grouping.store.imports import begin_import, end_import, store_pictures
from grouping.types import Floats, Ints

NAME = "drawn"
DIM = 1280
GROUPS, CLASSES = 12, 9
NEAR = ("good", "scale", "edge", "roll mark", "stain")
SIDE, PICTURES = 160, 48
BATCH = 5_000


def drawn_workspace(home: Path, n_images: int) -> Project:
    """Return the project of so many drawn images in the workspace at `home`, made where it is not there yet."""
    if (home / "complete").exists():
        return Project.open(NAME, home=home)
    project = Project.create(NAME, home=home)
    groups = np.random.default_rng(1).choice(GROUPS, n_images, p=_shares())
    shas = _import(project, n_images)
    _embed(project, shas, groups)
    _split(project, groups)
    project.sweep(clusters=range(2, 13), algorithms=("minibatch_kmeans",))
    _label(project, groups)
    project.prepare_look()
    (home / "complete").touch()
    return project


def _shares() -> Floats:
    shares = 1 / np.arange(2, GROUPS + 2)
    return np.asarray(shares / shares.sum())


def _batches(n_images: int) -> list[range]:
    return [range(start, min(start + BATCH, n_images)) for start in range(0, n_images, BATCH)]


def _ids(project: Project) -> Ints:
    return np.array(sorted(project.tree().all_ids), np.int64)


def _pictures() -> list[tuple[Image.Image, bytes]]:
    rng = np.random.default_rng(0)
    drawn = []
    for number in range(PICTURES):
        base = rng.normal(90 + 2 * number, 12, (SIDE, SIDE))
        base += 30 * np.sin(np.arange(SIDE) / (2 + number % 7))
        image = Image.fromarray(base.clip(0, 255).astype(np.uint8))
        drawn.append((image, thumbnail(image)))
    return drawn


def _import(project: Project, n_images: int) -> list[str]:
    """Add the images, with near-labels on two of three, and return their SHA-256 in the order of their ids."""
    database, workspace = project.workspace.database, project.workspace
    drawn = [(data, measure(image)) for image, data in _pictures()]
    shas = [hashlib.sha256(f"drawn {number}".encode()).hexdigest() for number in range(n_images)]
    first: dict[int, Path] = {}
    run = begin_import(database, project.id, "drawn", "table")
    for numbers in _batches(n_images):
        found = []
        for number in numbers:
            data, health = drawn[number % PICTURES]
            name = f"line {number % 4}/{number:06d}.png"
            uri = f"/drawn/{name}"
            facts = (SIDE, SIDE, "L", "PNG", 8, 1, ())
            found.append(Scanned(uri, name, False, shas[number], 20_000, *facts, health, data, None))
            _place_thumbnail(workspace.thumbnail(shas[number]), data, first, number % PICTURES)
        store_pictures(database, project.id, found, lambda one: _near_label(int(Path(one.name).stem)), lambda _: None)
        print(f"{numbers[-1] + 1:,} of {n_images:,} images", flush=True)
    end_import(database, run, {"added": n_images})
    return shas


def _near_label(number: int) -> str | None:
    return NEAR[(number * 7919) % len(NEAR)] if number % 3 else None


def _place_thumbnail(path: Path, data: bytes, first: dict[int, Path], picture: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if picture in first:
        os.link(first[picture], path)
    else:
        path.write_bytes(data)
        first[picture] = path


def _embed(project: Project, shas: list[str], groups: Ints) -> None:
    database, spec = project.workspace.database, EncodeSpec("efficientnet_lite0")
    target = embedding_set(database, spec.key("drawn"), spec.encoder, asdict(spec), "drawn", DIM)
    rng = np.random.default_rng(2)
    centres = rng.normal(size=(GROUPS, DIM)).astype(np.float32)
    for numbers in _batches(len(shas)):
        own, names = groups[numbers.start : numbers.stop], shas[numbers.start : numbers.stop]
        noise = rng.standard_normal((len(names), DIM), dtype=np.float32)
        path = write_part(project.workspace.embeddings(target.key), centres[own] + 1.2 * noise)
        add_part(database, target.id, path.name, names, [])
    mark_encoded(database, project.id, target.id)


def _split(project: Project, groups: Ints) -> None:
    ids = _ids(project)
    for path, labels in (("root", groups), ("0", None)):
        members = ids if labels is not None else np.array(project.group(path).image_ids)
        numbers = labels if labels is not None else np.arange(len(members)) % 3
        key = keep_partition(project.workspace.database, project.id, members, numbers, {"algorithm": "drawn"})
        split = Split(path, key, "drawn, by hand")
        decide(project.workspace, project.id, project.user, partial(_told, split))


def _told(split: Split, _past: History) -> tuple[list[Edit], str]:
    return [split], f"split '{split.path}'"


def _label(project: Project, groups: Ints) -> None:
    """Give every second image of nine groups a class, in nine steps."""
    ids = _ids(project)
    for number in range(CLASSES):
        members = ids[groups == number][::2]
        if len(members):
            project.promote([int(i) for i in members], f"class {number + 1}")
        else:
            project.define_class(f"class {number + 1}")
