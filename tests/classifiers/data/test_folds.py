import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.data.folds import FoldSpec, folds, group_numbers
from classifiers.data.subset import share_of
from classifiers.errors import InvalidSpecError
from classifiers.types import Examples, Inputs


def _shas(n: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(n)]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=60), st.integers(2, 6), st.integers(0, 9))
def test_every_class_is_spread_to_within_one_image(classes: list[str], n_folds: int, seed: int) -> None:
    found = folds(_shas(len(classes)), classes, (), n_folds, seed)
    for name in set(classes):
        counts = np.bincount(found[[own == name for own in classes]], minlength=n_folds)
        # The first image of a class is in the first fold, where rounding might have left that empty.
        assert counts.max() - counts.min() <= 2
        assert counts.sum() == classes.count(name)


def test_the_folds_of_a_plain_set_are_even() -> None:
    found = folds(_shas(100), ["a"] * 50 + ["b"] * 50, (), 5, 0)
    assert np.bincount(found).tolist() == [20] * 5


def test_near_duplicates_share_a_fold() -> None:
    shas = _shas(40)
    found = folds(shas, ["a", "b"] * 20, [(shas[0], shas[1]), (shas[1], shas[5])], 5, 0)
    assert found[0] == found[1] == found[5]


def test_another_seed_deals_anew_and_the_same_seed_deals_the_same() -> None:
    shas, classes = _shas(60), ["a", "b"] * 30
    first = folds(shas, classes, (), 5, 0)
    assert np.array_equal(first, folds(shas, classes, (), 5, 0))
    assert not np.array_equal(first, folds(shas, classes, (), 5, 1))


def test_the_order_in_which_images_are_named_does_not_matter() -> None:
    shas = _shas(30)
    there = dict(zip(shas, folds(shas, ["a"] * 30, (), 3, 0), strict=True))
    turned = shas[::-1]
    assert dict(zip(turned, folds(turned, ["a"] * 30, (), 3, 0), strict=True)) == there


def test_groups_are_numbered_alike_for_linked_images_only() -> None:
    shas = _shas(5)
    numbers = group_numbers(shas, [(shas[1], shas[3])])
    assert numbers[1] == numbers[3]
    assert len(set(numbers.tolist())) == 4


def test_one_fold_is_refused() -> None:
    with pytest.raises(InvalidSpecError, match="Folds are 2 or more"):
        FoldSpec(folds=1)


def _examples(y: list[int]) -> Examples:
    n = len(y)
    inputs = Inputs(np.arange(n), tuple(_shas(n)), ("",) * n, np.zeros((n, 2), dtype=np.float32))
    return Examples(inputs, np.array(y), ("a", "b"), np.arange(n))


def test_a_share_keeps_every_class_and_larger_shares_hold_smaller_ones() -> None:
    examples = _examples([0] * 40 + [1] * 4)
    tenth, half = share_of(examples, 0.1), share_of(examples, 0.5)
    assert np.bincount(tenth.y).tolist() == [4, 1]
    assert np.bincount(half.y).tolist() == [20, 2]
    assert set(tenth.inputs.sha256s) <= set(half.inputs.sha256s)
    with pytest.raises(InvalidSpecError, match="share of the training images"):
        share_of(examples, 0.0)
