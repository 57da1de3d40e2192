import numpy as np
import pytest

from grouping.clustering.micro import micro_clusters


def test_centres_are_the_means_of_their_images_and_weights_their_numbers(digits: np.ndarray) -> None:
    centres, weights, assignment = micro_clusters(lambda i: digits[i], len(digits), 40, 0)
    assert weights.sum() == len(digits)
    for c in range(len(centres)):
        assert centres[c] == pytest.approx(digits[assignment == c].mean(axis=0), abs=1e-4)
    assert np.array_equal(np.bincount(assignment), weights)
