import numpy as np
import pytest

from grouping.neighbours.outliers import outlier_scores
from grouping.neighbours.rows import InvalidSearchError


def test_foreign_images_stand_out_first(digits: np.ndarray) -> None:
    foreign = np.zeros((3, 64), dtype=np.float32)
    foreign[[0, 1, 2], [0, 8, 56]] = 16
    found = outlier_scores(np.concatenate([digits, foreign]))
    assert set(found.rows[:3].tolist()) == {600, 601, 602}
    assert len(found.rows) < 30


def test_the_median_image_scores_nothing(digits: np.ndarray) -> None:
    found = outlier_scores(digits)
    assert np.median(found.scores) == pytest.approx(0)
    assert (found.scores[found.rows] > found.limit).all()
    assert np.array_equal(np.argsort(found.scores), np.argsort(found.distances.astype(np.float64)))


def test_longer_embeddings_score_the_same(digits: np.ndarray) -> None:
    assert np.allclose(outlier_scores(digits).scores, outlier_scores(digits * 7).scores, atol=1e-3)


@pytest.mark.parametrize("X", [np.ones((1, 3)), np.ones((2, 3)), np.ones((20, 3)), np.zeros((20, 3))])
def test_among_equal_or_too_few_images_none_stands_out(X: np.ndarray) -> None:
    found = outlier_scores(X)
    assert len(found.rows) == 0
    assert not found.scores.any()


def test_a_negative_limit_is_refused(digits: np.ndarray) -> None:
    with pytest.raises(InvalidSearchError, match="at least 0"):
        outlier_scores(digits, limit=-1)
