"""The neighbour graph of a project's embeddings: found once by the worker, kept as memory maps, looked up by all.

It is named by the embedding set and the images in it, all that have embeddings, discarded ones too: so discarding
and restoring leave it as it is. One made before images joined is told from that and still serves for the others.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from grouping.files import atomic_write, save_array
from grouping.neighbours.duplicates import COMPARED, duplicates_among
from grouping.neighbours.graph import Graph, extended, graph_parts, joined
from grouping.steps.encoded import Encoded
from grouping.store.embeddings import EmbeddingSet
from grouping.store.workspace import Workspace
from grouping.types import Floats, Ints, Progress, silent

MARK = "complete.json"
PART = 8_192
"""Images a part, each on disk before the next begins, so that a search that was killed goes on."""
ANEW = 0.2
"""With a larger share of new images than this the graph is found anew."""
ALONE = -1
"""The number of an image without near-duplicates."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptGraph:
    """A graph as it lies on disk, with the images it is of; opened once a process."""

    ids: Ints
    """int64 (n_images,), ascending."""
    digests: Any
    """uint8 (n_images, 32): the SHA-256 of each."""
    graph: Graph
    copies: Ints
    """int32 (n_images,): the number of the near-duplicates that an image is one of, from 0; ALONE for none."""


def kept_graph(workspace: Workspace, project_id: int, target: EmbeddingSet, images: Encoded) -> KeptGraph | None:
    """Return the graph of just these images; None where it was not found yet."""
    return _opened(_folder(workspace, project_id, target, images))


def newest_graph(workspace: Workspace, project_id: int, target: EmbeddingSet) -> KeptGraph | None:
    """Return the graph that was found last; None where there is none."""
    marks = list(workspace.neighbours(project_id, target.key).glob(f"graph-*/{MARK}"))
    return _opened(max(marks, key=lambda mark: mark.stat().st_mtime).parent) if marks else None


def find_graph(
    workspace: Workspace, project_id: int, target: EmbeddingSet, images: Encoded, X: Floats, progress: Progress = silent
) -> KeptGraph:
    """Return the graph of these images with embeddings `X`, found where it is not there yet.

    Where an older one is there and few images are new, only these are searched for. What was found is kept by parts,
    so that a search that was killed goes on; older graphs go.
    """
    kept = kept_graph(workspace, project_id, target, images)
    if kept is not None:
        return kept
    folder = _folder(workspace, project_id, target, images)
    graph = _brought_up_to_date(newest_graph(workspace, project_id, target), images, X, progress)
    _keep(folder, images, graph or _found(folder, X, progress))
    for other in folder.parent.glob("graph-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    return _open(folder)


def _folder(workspace: Workspace, project_id: int, target: EmbeddingSet, images: Encoded) -> Path:
    return workspace.neighbours(project_id, target.key) / f"graph-{images.key}"


def _brought_up_to_date(old: KeptGraph | None, images: Encoded, X: Floats, progress: Progress) -> Graph | None:
    if old is None or not _is_part(old, images) or len(images.ids) - len(old.ids) > ANEW * len(images.ids):
        return None
    return extended(old.graph, np.searchsorted(images.ids, old.ids), X, progress=progress)


def _is_part(old: KeptGraph, images: Encoded) -> bool:
    places = np.searchsorted(images.ids, old.ids)
    if not len(old.ids) or places[-1] >= len(images.ids):
        return False
    return bool((images.ids[places] == old.ids).all() and (images.digests[places] == old.digests).all())


def _found(folder: Path, X: Floats, progress: Progress) -> Graph:
    """Search for all neighbours, from where an earlier run stopped."""
    parts = _parts_there(folder)
    waiting: list[Graph] = []
    for part in graph_parts(X, sum(one.n_images for one in parts), progress=progress):
        waiting.append(part)
        if sum(one.n_images for one in waiting) >= PART:
            parts.append(joined(waiting))
            _keep_part(folder, len(parts) - 1, parts[-1])
            waiting = []
    return joined([*parts, *waiting])


def _parts_there(folder: Path) -> list[Graph]:
    parts: list[Graph] = []
    while (path := folder / f"part-{len(parts)}.npz").is_file():
        with np.load(path, allow_pickle=False) as part:
            parts.append(Graph(part["rows"], part["distances"]))
    return parts


def _keep_part(folder: Path, number: int, part: Graph) -> None:
    with atomic_write(folder / f"part-{number}.npz") as file:
        np.savez(file, rows=part.rows, distances=part.distances)


def _keep(folder: Path, images: Encoded, graph: Graph) -> None:
    save_array(folder / "ids.npy", images.ids)
    save_array(folder / "digests.npy", images.digests)
    save_array(folder / "rows.npy", graph.rows)
    save_array(folder / "distances.npy", graph.distances)
    save_array(folder / "copies.npy", _numbered(duplicates_among(*_first(graph)), graph.n_images))
    with atomic_write(folder / MARK) as file:
        file.write(json.dumps({"images": graph.n_images, "neighbours": graph.rows.shape[1]}).encode())
    for part in folder.glob("part-*.npz"):
        part.unlink()


def _first(graph: Graph) -> tuple[Ints, Floats]:
    return np.asarray(graph.rows[:, :COMPARED], np.int64), np.asarray(graph.distances[:, :COMPARED])


def _numbered(groups: Sequence[Ints], n_images: int) -> Ints:
    numbers = np.full(n_images, ALONE, np.int32)
    for number, group in enumerate(groups):
        numbers[group] = number
    return numbers


def _opened(folder: Path) -> KeptGraph | None:
    if not (folder / MARK).is_file():
        return None
    try:
        return _open(folder)
    except FileNotFoundError:  # a worker has found a newer one and removes this one at this moment
        return None


@lru_cache(maxsize=8)
def _open(folder: Path) -> KeptGraph:
    # The folder is named by what is in it and never changes once it is complete, so it is opened once a process.
    ids, digests, copies = (np.load(folder / f"{name}.npy") for name in ("ids", "digests", "copies"))
    rows, distances = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("rows", "distances"))
    return KeptGraph(ids, digests, Graph(rows, distances), copies)
