"""The sweep: every algorithm over every number of clusters, with the work they have in common done once."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from grouping.clustering.catalogue import TITLES, fitter, recipe_of
from grouping.clustering.labels import canonical
from grouping.files import key_of
from grouping.metrics.near_labels import near_label_codes
from grouping.sweep.ground import Ground, make_ground
from grouping.sweep.inputs import BLOCK, checked_embeddings, possible_clusters
from grouping.sweep.partitions import Partitions
from grouping.sweep.result import Sweep, stem
from grouping.sweep.scores import Fit, near_label_note, scored_rows
from grouping.sweep.spec import SweepSpec
from grouping.types import Floats, Ints, Progress, silent

METHOD = 1
"""Part of every key; raised when the same spec would give other results, so that old ones are not taken for new."""


def sweep_embeddings(
    X: npt.ArrayLike,
    spec: SweepSpec = SweepSpec(),  # noqa: B008  # frozen, so one default serves every call
    near_labels: Sequence[object] | None = None,
    *,
    progress: Progress = silent,
    folder: Path | None = None,
    image_names: Sequence[str] | None = None,
) -> Sweep:
    """Cluster embeddings with every algorithm over every number of clusters, and score each partition.

    `X` is (n_images, n_features), a float array or a memory map. `near_labels` holds a string or number for each
    image; None, NaN or "" means none. `progress` counts partitions and may raise CancelledError, which passes
    through. With `folder`, each algorithm's result is written there as it finishes, and a later call with the same
    embeddings, spec and near-labels loads those and runs only the rest.

    Raises InvalidEmbeddingsError (NaN or infinite values, by `image_names` where given; a wrong shape),
    LengthMismatchError, and InvalidSweepError where the images are too few for any number of clusters.
    """
    embeddings = checked_embeddings(X, image_names)
    clusters, notes = possible_clusters(spec, len(embeddings))
    codes = near_label_codes(near_labels if near_labels is not None else [None] * len(embeddings), len(embeddings))
    key = sweep_key(embeddings, spec, codes) if folder is not None else ""
    run = _Run(embeddings, spec, clusters, codes, progress)
    parts = {name: run.part(name, folder, key) for name in spec.algorithms}
    shared_notes = dict.fromkeys(note for part in parts.values() for note in part.notes)
    sweep = Sweep(spec, key, parts, run.shared_seconds, (*notes, *near_label_note(codes), *shared_notes))
    if folder is not None:
        sweep.save_summary(folder)
    return sweep


def sweep_key(X: Floats, spec: SweepSpec, near_labels: Ints) -> str:
    """Return the key of a sweep: of the embeddings' bytes, the spec, what its profile runs, and the near-labels."""
    digest = hashlib.sha256(f"{X.dtype} {X.shape}".encode())
    for start in range(0, len(X), BLOCK):
        digest.update(np.ascontiguousarray(X[start : start + BLOCK]).tobytes())
    recipes = {name: dict(recipe_of(spec.profile, name).settings) for name in spec.algorithms}
    return key_of(METHOD, digest.hexdigest(), spec, recipes, near_labels.tolist())


class _Run:
    """One pass over the algorithms; the ground is laid when the first of them needs it."""

    def __init__(
        self, X: Floats, spec: SweepSpec, clusters: tuple[int, ...], near_labels: Ints, progress: Progress
    ) -> None:
        self.X, self.spec, self.clusters, self.near_labels, self.progress = X, spec, clusters, near_labels, progress
        self.total, self.done = len(spec.algorithms) * len(clusters), 0

    @cached_property
    def ground(self) -> Ground:
        return make_ground(self.X, self.spec, self._ahead)

    @property
    def shared_seconds(self) -> dict[str, float]:
        return dict(self.ground.space.seconds) if "ground" in vars(self) else {}

    def part(self, algorithm: str, folder: Path | None, key: str) -> Partitions:
        """Load an algorithm's partitions where they are finished, else run and keep them."""
        kept = Partitions.load(folder, stem(key, algorithm)) if folder is not None else None
        if kept is not None:
            self._advance(f"{TITLES[algorithm]}: finished before", len(kept.rows))
            return kept
        part = self._run(algorithm)
        if folder is not None:
            part.save(folder, stem(key, algorithm))
        return part

    def _run(self, algorithm: str) -> Partitions:
        ground = self.ground
        start, shared = time.perf_counter(), sum(ground.space.seconds.values())
        fits = self._fits(algorithm)
        scored = scored_rows(algorithm, fits, ground, self.near_labels)
        labels = np.stack([fit.labels for fit in fits])
        all_shared = sum(ground.space.seconds.values())
        own = time.perf_counter() - start - (all_shared - shared)
        seconds = own + all_shared / len(self.spec.algorithms)
        even = (seconds - sum(fit.seconds for fit in fits)) / len(fits)
        rows = tuple(replace(row, seconds=row.seconds + even) for row in scored)
        return Partitions(rows, labels.astype(np.min_scalar_type(labels.max())), seconds, ground.notes)

    def _fits(self, algorithm: str) -> list[Fit]:
        space, fits = self.ground.space, list[Fit]()
        fit = fitter(recipe_of(self.spec.profile, algorithm), space, self.clusters, self.spec.seed)
        for k in self.clusters:
            start = time.perf_counter()
            points = fit(k)
            seconds = time.perf_counter() - start
            fits.append(Fit(k, canonical(self.ground.of_images(points)), seconds))
            self._advance(f"{TITLES[algorithm]}: {k} clusters", 1)
        return fits

    def _advance(self, message: str, count: int) -> None:
        self.done += count
        self.progress(self.done, self.total, message)

    def _ahead(self, done: int, total: int | None, message: str = "") -> None:
        """Pass on what is done before the first partition, in the sweep's own units."""
        self.progress(self.done, self.total, message)
