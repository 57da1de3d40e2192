"""Maps of a project's images, or of one group's: laid out by the worker, kept, and read in milliseconds."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from grouping.errors import GrouplineError
from grouping.files import atomic_write
from grouping.neighbours.graph import Graph, neighbour_graph
from grouping.neighbours.planes import METHODS, Layout, principal_plane
from grouping.steps.encoded import Encoded
from grouping.store.embeddings import EmbeddingSet
from grouping.store.workspace import Workspace
from grouping.tree import ROOT
from grouping.types import Floats, Progress, silent

KEPT = 40
"""Maps of groups kept of an embedding set; the oldest go first."""


def kept_layout(
    workspace: Workspace, project_id: int, target: EmbeddingSet, images: Encoded, method: str, group: str
) -> Layout | None:
    """Return the map of just these images; of the whole project also one made before images joined. None without.

    Raises GrouplineError for a method that is not in METHODS.
    """
    checked_method(method)
    folder = workspace.neighbours(project_id, target.key)
    path = folder / _name(method, group, images)
    if path.is_file():
        return _read(path)
    older = list(folder.glob(f"{method}-{_where(ROOT)}-*.npz")) if group == ROOT else []
    return _read(max(older, key=lambda one: one.stat().st_mtime)) if older else None


def make_layout(
    workspace: Workspace,
    project_id: int,
    target: EmbeddingSet,
    images: Encoded,
    X: Floats,
    graph: Graph | None,
    method: str,
    group: str,
    progress: Progress = silent,
) -> Layout:
    """Return the map of these images with embeddings `X`, laid out where it is not there yet.

    `graph` is theirs where it is there; UMAP without one finds the neighbours it needs.
    """
    checked_method(method)
    folder = workspace.neighbours(project_id, target.key)
    path = folder / _name(method, group, images)
    if not path.is_file():
        progress(0, None, "laying out")
        layout = Layout(images.ids, np.asarray(_places(X, graph, method, progress), np.float32))
        with atomic_write(path) as file:
            np.savez(file, ids=layout.ids, xy=layout.xy)
        _forget_older(folder, path, method, group)
    return _read(path)


def checked_method(method: str) -> str:
    """Return the name of a kind of map; raises GrouplineError, which lists them, for any other."""
    if method not in METHODS:
        raise GrouplineError(f"There is no map by '{method}'; choose from {', '.join(METHODS)}.")
    return method


def _places(X: Floats, graph: Graph | None, method: str, progress: Progress) -> Floats:
    if method == "pca":
        return principal_plane(X)
    from grouping.neighbours.umap_plane import NEIGHBOURS, umap_plane

    if graph is None or graph.first(NEIGHBOURS - 1) is None:
        graph = neighbour_graph(X, NEIGHBOURS, progress=progress)
    return umap_plane(X, graph, progress=progress)


def _where(group: str) -> str:
    return ROOT if group == ROOT else "group"


def _name(method: str, group: str, images: Encoded) -> str:
    return f"{method}-{_where(group)}-{images.key}.npz"


def _forget_older(folder: Path, path: Path, method: str, group: str) -> None:
    others = [one for one in folder.glob(f"{method}-{_where(group)}-*.npz") if one != path]
    kept = 0 if group == ROOT else KEPT - 1
    for other in sorted(others, key=lambda one: -one.stat().st_mtime)[kept:]:
        other.unlink(missing_ok=True)


@lru_cache(maxsize=8)
def _read(path: Path) -> Layout:
    # Named by the images it shows, it never changes: read once a process, about 20 bytes an image.
    with np.load(path, allow_pickle=False) as file:
        return Layout(file["ids"], file["xy"])
