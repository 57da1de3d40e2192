import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grouping.neighbours.duplicates import near_duplicates, relative_pairs, threshold_table
from grouping.neighbours.rows import InvalidSearchError


def test_copies_are_found_and_nothing_else(digits: np.ndarray) -> None:
    X = np.concatenate([digits, digits[[10, 20, 20]] * 1.01])
    assert [group.tolist() for group in near_duplicates(X, 0.1)] == [[20, 601, 602], [10, 600]]


def test_slightly_changed_copies_are_near_duplicates(digits: np.ndarray) -> None:
    noise = np.random.default_rng(0).normal(0, 0.3, (50, 64)).astype(np.float32)
    pairs, distances = relative_pairs(np.concatenate([digits, digits[:50] + noise]))
    close = {tuple(pair) for pair in pairs[distances <= 0.3].tolist()}
    assert {(i, 600 + i) for i in range(50)} <= close


def test_a_long_burst_stays_together(digits: np.ndarray) -> None:
    burst = digits[0] + np.random.default_rng(0).normal(0, 0.1, (60, 64)).astype(np.float32)
    assert set(range(600, 660)) <= set(near_duplicates(np.concatenate([digits, burst]))[0].tolist())


def test_pairs_stand_once_nearest_first(digits: np.ndarray) -> None:
    pairs, distances = relative_pairs(digits)
    assert (pairs[:, 0] < pairs[:, 1]).all()
    assert len(np.unique(pairs, axis=0)) == len(pairs)
    assert (np.diff(distances) >= 0).all()


def test_a_higher_threshold_finds_no_fewer_pairs(digits: np.ndarray) -> None:
    table = np.array(threshold_table(digits))
    assert (np.diff(table[:, [1, 3]], axis=0) >= 0).all()
    chosen = near_duplicates(digits, 0.7)
    assert [0.7, sum(len(group) for group in chosen)] in table[:, [0, 3]].tolist()


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(30)))
def test_the_order_of_the_images_does_not_matter(order: list[int]) -> None:
    X = np.random.default_rng(3).normal(size=(20, 6))
    X = np.concatenate([X, X[:10] + 0.01]).astype(np.float32)
    found = [{order[int(row)] for row in group} for group in near_duplicates(X[order])]
    assert sorted(map(sorted, found)) == sorted(map(sorted, (group.tolist() for group in near_duplicates(X))))


@pytest.mark.parametrize("n_images", [1, 2])
def test_a_few_images_are_no_trouble(n_images: int) -> None:
    assert near_duplicates(np.eye(2)[:n_images]) == []


def test_thresholds_out_of_range_are_refused(digits: np.ndarray) -> None:
    with pytest.raises(InvalidSearchError, match=r"\[0, 1\)"):
        near_duplicates(digits, 1.5)
