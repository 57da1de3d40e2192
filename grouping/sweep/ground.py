"""The ground a sweep stands on: the points that are clustered, and how silhouettes of the images are found."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from grouping.clustering.micro import micro_clusters
from grouping.clustering.reduction import fit_rotation, principal_components
from grouping.clustering.space import Space
from grouping.metrics.sampled import sampled_silhouette
from grouping.metrics.silhouette import silhouettes
from grouping.sweep.spec import SweepSpec
from grouping.types import Floats, Ints, Progress


class Ground(Protocol):
    """Points for the algorithms, and the way back to the images."""

    @property
    def space(self) -> Space:
        """What the algorithms share."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader must know of these points."""

    def of_images(self, labels: Ints) -> Ints:
        """Return the images' labels, (n_images,), from the points', (n_points,)."""

    def silhouettes(self, partitions: Sequence[Ints]) -> tuple[Floats, Floats]:
        """Return the silhouettes of partitions of the images, and their standard errors, both (n_partitions,)."""


class ExactGround:
    """Every image is a point; silhouettes are exact."""

    def __init__(self, X: Floats, spec: SweepSpec) -> None:
        self.space = Space(np.empty((0, 0)), np.ones(len(X)))
        self.space.points = self.space.once("components", lambda: principal_components(X, spec.components))
        same = not self.space.squared_distances.any()
        self.notes: tuple[str, ...] = (
            (f"All {len(X)} images have the same embedding: no grouping means anything.",) if same else ()
        )

    def of_images(self, labels: Ints) -> Ints:
        """Return the labels as they are."""
        return labels

    def silhouettes(self, partitions: Sequence[Ints]) -> tuple[Floats, Floats]:
        """Return all from the one distance matrix, with standard error 0."""
        return silhouettes(self.space.squared_distances, partitions), np.zeros(len(partitions))


class SampledGround:
    """Micro-clusters are the points; silhouettes are estimated on samples. Memory does not grow with the images."""

    def __init__(self, X: Floats, spec: SweepSpec, progress: Progress) -> None:
        self.X, self.spec = X, spec
        self.rotation = fit_rotation(X, spec.components)
        space = Space(np.empty((0, 0)), np.empty(0))
        centres, space.weights, self.assignment = space.once(
            "micro-clusters", lambda: micro_clusters(self._rows, len(X), spec.micro_clusters, spec.seed, progress)
        )
        space.points = centres - np.average(centres, axis=0, weights=space.weights)
        self.space = space
        self.notes = (
            f"{len(X)} images: the algorithms ran on {len(centres)} weighted micro-clusters, and silhouettes are "
            f"estimates from about {spec.silhouette_sample} images, with their standard errors.",
        )

    def _rows(self, indices: Ints) -> Floats:
        return self.rotation.rows(self.X, indices)

    def of_images(self, labels: Ints) -> Ints:
        """Give each image the label of its micro-cluster."""
        return labels[self.assignment]

    def silhouettes(self, partitions: Sequence[Ints]) -> tuple[Floats, Floats]:
        """Estimate each from its own sample, stratified by its clusters."""
        size, random = self.spec.silhouette_sample, np.random.default_rng(self.spec.seed)
        found = [sampled_silhouette(self._rows, labels, size, random) for labels in partitions]
        return np.array([value for value, _ in found]), np.array([error for _, error in found])


def make_ground(X: Floats, spec: SweepSpec, progress: Progress) -> Ground:
    """Return the exact ground up to `spec.exact_up_to` images, the sampled one beyond."""
    return ExactGround(X, spec) if len(X) <= spec.exact_up_to else SampledGround(X, spec, progress)
