"""What a project needs to be looked around in: its neighbour graph and maps, made where they are missing."""

from grouping.errors import GrouplineError
from grouping.neighbours.graph import Graph
from grouping.neighbours.planes import Layout
from grouping.steps.decide import current_state
from grouping.steps.encode_images import find_embeddings
from grouping.steps.encoded import Encoded, encoded_images
from grouping.steps.layouts import checked_method, kept_layout, make_layout
from grouping.steps.neighbour_graph import find_graph, kept_graph
from grouping.store.embeddings import EmbeddingSet, project_sets
from grouping.store.workspace import Workspace
from grouping.tree import ROOT
from grouping.types import Floats, Progress, silent


def prepare_look(
    workspace: Workspace, project_id: int, group: str, encoder: str | None, method: str, progress: Progress = silent
) -> dict[str, object]:
    """Make the neighbour graph (of the whole project) and the map by `method` of a group, where they are missing.

    Raises GrouplineError where the group has no images with embeddings.
    """
    checked_method(method)
    target = find_embeddings(workspace, project_id, encoder, None)
    images = _of_group(workspace, project_id, target, group)
    if not len(images.ids):
        raise GrouplineError(f"No image of group '{group}' has embeddings of {target.encoder}; encode it first.")
    if not _is_made(workspace, project_id, target, images, group, method):
        progress(0, None, "reading embeddings")
        X = images.embeddings(workspace, target)
        graph = _graph(workspace, project_id, target, images, X, group, progress)
        for one in dict.fromkeys(("pca", method)):
            make_layout(workspace, project_id, target, images, X, graph, one, group, progress)
    return {"images": len(images.ids), "group": group, "encoder": target.encoder}


def made_layout(workspace: Workspace, project_id: int, group: str, encoder: str | None, method: str) -> Layout | None:
    """Return a map that was made: of just these images, of the whole project also one before some images joined."""
    checked_method(method)
    if not project_sets(workspace.database, project_id):
        return None
    target = find_embeddings(workspace, project_id, encoder, None)
    images = _of_group(workspace, project_id, target, group)
    return kept_layout(workspace, project_id, target, images, method, group)


def is_current(workspace: Workspace, project_id: int, encoder: str | None) -> bool:
    """Whether the graph and the map of all images with embeddings are there."""
    target = find_embeddings(workspace, project_id, encoder, None)
    images = encoded_images(workspace, project_id, target)
    return _is_made(workspace, project_id, target, images, ROOT, "pca")


def _of_group(workspace: Workspace, project_id: int, target: EmbeddingSet, group: str) -> Encoded:
    """Return a group's images with embeddings; of the root discarded ones too, so that discarding moves nothing."""
    images = encoded_images(workspace, project_id, target)
    if group == ROOT:
        return images
    return images.among(current_state(workspace, project_id).tree.group(group).image_ids)


def _is_made(
    workspace: Workspace, project_id: int, target: EmbeddingSet, images: Encoded, group: str, method: str
) -> bool:
    layout = kept_layout(workspace, project_id, target, images, method, group)
    if layout is None or len(layout.ids) != len(images.ids) or (layout.ids != images.ids).any():
        return False
    return group != ROOT or kept_graph(workspace, project_id, target, images) is not None


def _graph(
    workspace: Workspace,
    project_id: int,
    target: EmbeddingSet,
    images: Encoded,
    X: Floats,
    group: str,
    progress: Progress,
) -> Graph | None:
    """Return the project's graph, found where it is missing; of a group what that graph knows, if it is there."""
    if group == ROOT:
        return find_graph(workspace, project_id, target, images, X, progress).graph
    everything = encoded_images(workspace, project_id, target)
    kept = kept_graph(workspace, project_id, target, everything)
    return None if kept is None else kept.graph.among(kept.ids.searchsorted(images.ids))
