"""Answers for more images than their scores would fit: block by block, in memory that does not grow with them."""

import tracemalloc

import numpy as np

from classifiers.directions.prototypes import Prototypes
from classifiers.directions.vectors import unit_rows
from classifiers.zero_shot.predict import predict

N_IMAGES, DIM, N_CLASSES = 200_000, 16, 200


class RowsMadeOnRequest:
    """Embeddings that exist only while they are asked for; row i is seeded by its block."""

    shape = (N_IMAGES, DIM)

    def __init__(self):
        self.longest = 0

    def __len__(self):
        return N_IMAGES

    def __getitem__(self, rows):
        self.longest = max(self.longest, rows.stop - rows.start)
        return np.random.default_rng(rows.start).standard_normal((rows.stop - rows.start, DIM), dtype=np.float32)


def test_200_000_images_by_200_classes_take_an_eighth_of_the_memory_of_their_scores():
    vectors = unit_rows(np.random.default_rng(1).standard_normal((N_CLASSES, DIM)))
    prototypes = Prototypes(tuple(map(str, range(N_CLASSES))), vectors, np.arange(N_CLASSES))
    rows = RowsMadeOnRequest()
    tracemalloc.start()
    answers = predict(rows, prototypes)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    scores = N_IMAGES * N_CLASSES * np.dtype(np.float32).itemsize
    assert peak < scores / 8
    assert rows.longest < N_IMAGES / 50
    first = rows[slice(0, rows.longest)]
    S = unit_rows(first) @ vectors.T
    assert (answers.best[: len(first)] == S.argmax(axis=1)).all()
    assert np.abs(answers.similarity[: len(first)] - S.max(axis=1)).max() < 1e-5
