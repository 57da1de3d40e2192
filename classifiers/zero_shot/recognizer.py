"""A recognizer: what a spec makes of prompts and labeled images, ready to answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classifiers.directions.prototypes import Prototypes, mixed, stacked
from classifiers.directions.vectors import Vectors
from classifiers.few_shot.adapter import Adapter
from classifiers.few_shot.cache import ImageCache, image_cache
from classifiers.few_shot.visual import visual_prototypes
from classifiers.zero_shot.point import GAMMA
from classifiers.zero_shot.predict import Answers, predict
from classifiers.zero_shot.scores import similarities
from classifiers.zero_shot.spec import ZeroShotSpec
from classifiers.zero_shot.views import Rows, SeenImages, centre_of
from grouping.errors import GrouplineError
from grouping.types import Progress, silent


@dataclass(frozen=True)
class Labeled:
    """Images with classes: embeddings of the whole (n, dim), of tiles where context is wanted, names of classes."""

    whole: Rows
    labels: Sequence[str]
    tiles: Rows | None = None

    def rows(self, rows: Sequence[int]) -> "Labeled":
        """Return some of the images; all are in memory."""
        tiles = None if self.tiles is None else np.asarray(self.tiles)[list(rows)]
        return Labeled(np.asarray(self.whole)[list(rows)], [self.labels[row] for row in rows], tiles)


@dataclass(frozen=True)
class Recognizer:
    """Prototypes and all that is done to images before they meet them."""

    prototypes: Prototypes
    context: float = 0.0
    centre: Vectors | None = None
    adapter: Adapter | None = None
    cache: ImageCache | None = None
    notes: tuple[str, ...] = field(default=())
    """What a person should know of these classes."""

    def seen(self, whole: Rows, tiles: Rows | None = None) -> SeenImages:
        """Return images as the classes see them."""
        return SeenImages(whole, tiles, self.context, self.centre, self.adapter)

    def answer(
        self, whole: Rows, tiles: Rows | None = None, gamma: float = GAMMA, progress: Progress = silent
    ) -> Answers:
        """Return the best class, margin and probability of each image."""
        return predict(self.seen(whole, tiles), self.prototypes, gamma, cache=self.cache, progress=progress)

    def scores(self, whole: Rows, tiles: Rows | None = None) -> Vectors:
        """Return S(c, x) of each image: (n_images, n_classes)."""
        return similarities(self.seen(whole, tiles), self.prototypes, self.cache)


def fit_recognizer(
    spec: ZeroShotSpec,
    text: Prototypes | None = None,
    labeled: Labeled | None = None,
    everything: SeenImages | None = None,
    progress: Progress = silent,
) -> Recognizer:
    """Return the recognizer of a spec, from the prompts' prototypes and the labeled images that it asks for.

    `everything` are the images whose mean is taken away where the spec centres; the labeled ones without it. Raises
    GrouplineError where the spec asks for what is not given, CancelledError when `progress` does. Needs scikit-learn
    or torch where `spec.trains`.
    """
    if spec.text and text is None:
        raise GrouplineError("The spec tells classes by prompts, but there are none. Write some, or switch them off.")
    if spec.label_set is not None and (labeled is None or not len(labeled.labels)):
        raise GrouplineError(
            f"No image of label set '{spec.label_set}' has a class and an embedding. Label some, or switch images off."
        )
    if labeled is None or spec.label_set is None:
        assert text is not None, "a spec without labeled images has prompts"
        return Recognizer(text, spec.context, notes=notes_of(text))
    centre = centre_of(everything or SeenImages(labeled.whole)) if spec.centre else None
    seen = SeenImages(labeled.whole, labeled.tiles, spec.context, centre)
    prototypes = _prototypes(spec, text, seen, labeled.labels)
    adapter = _adapter(spec, seen, labeled.labels, prototypes, progress)
    if adapter is not None and not spec.text:
        prototypes = visual_prototypes(adapter.apply(seen.all()), labeled.labels, spec.per_class, spec.seed)
    adapted = SeenImages(labeled.whole, labeled.tiles, spec.context, centre, adapter)
    cache = None
    if spec.cache:
        cache = image_cache(adapted.all(), labeled.labels, prototypes.names, spec.cache, spec.sharpness)
    return Recognizer(prototypes, spec.context, centre, adapter, cache, notes_of(prototypes))


def _prototypes(spec: ZeroShotSpec, text: Prototypes | None, seen: SeenImages, labels: Sequence[str]) -> Prototypes:
    visual = visual_prototypes(seen.all(), labels, spec.per_class, spec.seed)
    if not spec.text or text is None:
        ordered = sorted(visual.names)
        return stacked({name: visual.vectors[visual.owners == visual.names.index(name)] for name in ordered})
    return mixed(text, visual, spec.image_weight)


def _adapter(
    spec: ZeroShotSpec, seen: SeenImages, labels: Sequence[str], prototypes: Prototypes, progress: Progress
) -> Adapter | None:
    if spec.adapter is None:
        return None
    from classifiers.few_shot.train_adapter import train_adapter

    numbers = np.array([prototypes.names.index(label) for label in labels])
    return train_adapter(seen.all(), numbers, prototypes, spec.adapter, progress)


def notes_of(prototypes: Prototypes) -> tuple[str, ...]:
    """Return what a person should know of some classes: those that cannot be told apart, or that there is one."""
    notes = [
        f"'{one}' and '{other}' have the same prompts: no image can be told to be one and not the other. Give each "
        "prompts of its own, or make them one class."
        for one, other in prototypes.twins()
    ]
    if len(prototypes.names) == 1:
        notes.append(f"'{prototypes.names[0]}' is the only class, so nothing is accepted. Add a second class.")
    return tuple(notes)
