"""Where images lie on the map, as the worker laid it out; nothing is computed from embeddings here."""

from dataclasses import dataclass

import numpy as np

from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.tree import ROOT
from grouping.types import Floats, Ints

PCA, UMAP = "pca", "umap"


class NoMapError(GrouplineError):
    """The map that was asked for has not been laid out yet."""


@dataclass(frozen=True, slots=True)
class Plane:
    """A map of some images, as it is drawn; it may be another one than was asked for, which is not laid out yet."""

    xy: Floats
    """float32 (n_images, 2), in [-1, 1]; NaN for those not on the map."""
    method: str
    group: str
    """The group that it was laid out for: ROOT is the whole project."""

    @property
    def n_missing(self) -> int:
        """Images that are not on the map."""
        return int(np.isnan(self.xy[:, 0]).sum())


def plane(project: Project, ids: Ints, group: str = ROOT, method: str = PCA) -> Plane:
    """Return the map of images (ascending ids): that of a group alone, or what of the project's they take up.

    Where the one asked for is not there yet, it is the next best: by principal components, then of the whole project.
    Raises NoMapError, with what to do, where there is none, and GrouplineError for an unknown method.
    """
    for where, how in dict.fromkeys(((group, method), (group, PCA), (ROOT, method), (ROOT, PCA))):
        layout = project.layout(how, where)
        if layout is not None:
            return Plane(filling(layout.placed(ids)), how, where)
    raise NoMapError(
        "The map has not been laid out yet: the worker does so after each encoding."
        if project.encodings()
        else "The project has no embeddings yet, and a map needs them: encode it first."
    )


def filling(xy: Floats) -> Floats:
    """Return places, (n_images, 2), moved and scaled to fill [-1, 1] with the aspect kept; NaN stays NaN."""
    there = xy[~np.isnan(xy).any(axis=1)]
    if not len(there):
        return xy
    low, high = there.min(axis=0), there.max(axis=0)
    scaled: Floats = (xy - (low + high) / 2) / max(float((high - low).max()) / 2, 1e-12)
    return scaled.astype(np.float32)
