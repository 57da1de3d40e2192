"""Answers for any number of images: one matrix product a block, in memory that does not grow with the images."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classifiers.directions.prototypes import Prototypes
from classifiers.directions.vectors import Vectors, row_lengths, same_space
from classifiers.few_shot.cache import ImageCache
from classifiers.zero_shot.point import GAMMA
from classifiers.zero_shot.scores import by_class
from classifiers.zero_shot.views import Rows, SeenImages
from grouping.errors import GrouplineError
from grouping.types import Floats, Progress, silent

_BLOCK_CELLS = 512 * 1024
"""Scores of a block, so that they stay in the processor's caches while they are worked on."""


@dataclass(frozen=True)
class Answers:
    """One row an image: what the classes say of it.

    `best` and `second` are class numbers (`second` is -1 where there is one class), `similarity` the best S(c, x),
    `margin` D(x) (equation 9; NaN with one class), `probability` P_max (equation 12), `nothing` marks embeddings of
    zeros, which say nothing.
    """

    names: tuple[str, ...]
    best: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]
    similarity: Vectors
    margin: Vectors
    probability: Vectors
    nothing: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.best)


def _empty(names: tuple[str, ...], count: int) -> Answers:
    whole = np.full(count, -1, np.int32)
    real = np.full(count, np.nan, np.float32)
    return Answers(names, whole, whole.copy(), real, real.copy(), real.copy(), np.zeros(count, np.bool_))


def predict(
    X: Rows | SeenImages,
    prototypes: Prototypes,
    gamma: float = GAMMA,
    *,
    cache: ImageCache | None = None,
    progress: Progress = silent,
) -> Answers:
    """Return the best class, margin and probability of each image (equations 5 to 12).

    `X` is (n_images, dim), not normalised, and may be a memory map: it is read once, block by block. `cache` adds
    its scores to S(c, x). Raises InvalidEmbeddingsError where an embedding is not finite, LengthMismatchError for
    another encoder's embeddings.
    """
    images = X if isinstance(X, SeenImages) else SeenImages(X)
    same_space(images.shape[1], prototypes.dim, "the classes")
    if not gamma > 0:
        raise GrouplineError(f"The temperature gamma is {gamma}; it must be above 0, such as 0.01.")
    answers = _empty(prototypes.names, len(images))
    for start, stop in _blocks(len(images), len(prototypes.vectors) + (0 if cache is None else len(cache.keys))):
        block = np.asarray(images.rows(start, stop), np.float32)
        lengths = row_lengths(block, start)
        answers.nothing[start:stop] = lengths == 0
        scale = 1 / np.where(lengths > 0, lengths, 1)
        scores = _scores(block, scale, prototypes, cache)
        _answer(scores, scale if cache is None else np.ones_like(scale), gamma, slice(start, stop), answers)
        progress(stop, len(images), "recognising")
    return answers


def answers_of(S: Vectors, names: tuple[str, ...], gamma: float = GAMMA) -> Answers:
    """Return the answers that scores S (n_images, n_classes) give; the scores stay as they are."""
    answers = _empty(names, len(S))
    answers.nothing[:] = (S == 0).all(axis=1)
    _answer(S.copy(), np.ones(len(S), np.float32), gamma, slice(0, len(S)), answers)
    return answers


def _blocks(n_images: int, n_prototypes: int) -> Iterator[tuple[int, int]]:
    size = max(64, _BLOCK_CELLS // n_prototypes)
    for start in range(0, n_images, size):
        yield start, min(start + size, n_images)


def _scores(block: Floats, scale: Floats, prototypes: Prototypes, cache: ImageCache | None) -> Vectors:
    """Return S(c, x), with a cache; else S(c, x) / scale: few scores are scaled later, rather than all embeddings."""
    if cache is None:
        return by_class(np.asarray(block @ prototypes.vectors.T, np.float32), prototypes)
    unit = np.asarray(block * scale[:, None], np.float32)
    return by_class(unit @ prototypes.vectors.T, prototypes) + cache.scores(unit)


def _answer(scores: Vectors, scale: Floats, gamma: float, here: slice, into: Answers) -> None:
    """Fill the rows of one block from its scores, which are used up."""
    rows = np.arange(len(scores))
    best = scores.argmax(axis=1)
    top = scores[rows, best]
    into.best[here], into.similarity[here] = best, top * scale
    scores -= top[:, None]
    scores[rows, best] = -np.inf
    if scores.shape[1] > 1:
        second = scores.argmax(axis=1)
        into.second[here], into.margin[here] = second, -scores[rows, second] * scale
    scores *= (scale / np.float32(gamma))[:, None]
    into.probability[here] = 1 / (1 + np.exp(scores, out=scores).sum(axis=1))
