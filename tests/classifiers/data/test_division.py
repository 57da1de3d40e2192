import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.data.division import SplitSpec, divide
from classifiers.errors import InvalidSpecError
from grouping.exporters.connected import Sets

Case = tuple[list[str], list[str], list[tuple[str, ...]], set[str], dict[str, str]]
"""SHA-256s, their classes, groups of near-duplicates, gold images, and an earlier split."""


def _sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@st.composite
def _sets(draw: st.DrawFn) -> Case:
    n = draw(st.integers(1, 60))
    shas = [_sha(number) for number in range(n)]
    classes = draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n))
    some = st.lists(st.sampled_from(shas), min_size=2, max_size=5, unique=True) if n > 1 else st.nothing()
    duplicates = [tuple(group) for group in draw(st.lists(some, max_size=6))] if n > 1 else []
    gold = draw(st.sets(st.sampled_from(shas), max_size=n))
    previous = draw(st.dictionaries(st.sampled_from(shas), st.sampled_from(("train", "val", "test")), max_size=n))
    return shas, classes, duplicates, gold, previous


@settings(deadline=None, max_examples=50)
@given(_sets())
def test_no_gold_image_and_no_near_copy_of_one_is_in_train_val_or_test(case: Case) -> None:
    shas, classes, duplicates, gold, previous = case
    division = divide(shas, classes, duplicates, gold, previous=previous)
    assert set(division.gold) == gold
    assert gold.isdisjoint(division.development)
    for group in Sets.linked(duplicates).groups():
        if not gold.isdisjoint(group):
            assert set(group).isdisjoint(division.development)


@settings(deadline=None, max_examples=50)
@given(_sets())
def test_near_duplicates_never_lie_in_two_parts_even_where_an_earlier_split_parted_them(case: Case) -> None:
    shas, classes, duplicates, gold, previous = case
    division = divide(shas, classes, duplicates, gold, previous=previous)
    part_of = {sha: name for name, own in division.parts().items() if name != "gold" for sha in own}
    for group in Sets.linked(duplicates).groups():
        assert len({part_of[sha] for sha in group if sha in part_of}) <= 1


@settings(deadline=None, max_examples=50)
@given(_sets())
def test_every_image_is_in_exactly_one_place(case: Case) -> None:
    shas, classes, duplicates, gold, previous = case
    division = divide(shas, classes, duplicates, gold, previous=previous)
    assert sorted((*division.development, *division.gold, *division.held_back)) == sorted(shas)


def test_shares_are_met_in_each_class() -> None:
    shas = [_sha(number) for number in range(100)]
    division = divide(shas, ["a"] * 60 + ["b"] * 40)
    assert (len(division.train), len(division.val), len(division.test)) == (70, 20, 10)
    assert sum(sha in division.val for sha in shas[:60]) == 12


def test_images_added_later_keep_the_side_of_those_that_were_there() -> None:
    shas = [_sha(number) for number in range(50)]
    before = divide(shas, ["a"] * 50)
    previous = {sha: name for name, own in before.parts().items() if name != "gold" for sha in own}
    more = [*shas, *(_sha(number) for number in range(50, 80))]
    after = divide(more, ["a"] * 80, previous=previous)
    assert set(before.train) <= set(after.train)
    assert set(before.test) <= set(after.test)


def test_copies_parted_by_an_earlier_split_join_train_and_are_counted() -> None:
    shas = [_sha(number) for number in range(10)]
    previous = dict.fromkeys(shas, "train") | {shas[0]: "test"}
    division = divide(shas, ["a"] * 10, [(shas[0], shas[1])], previous=previous)
    assert division.rejoined == 1
    assert shas[0] in division.train


@pytest.mark.parametrize("fractions", [(0.5, 0.5), (0.7, 0.2, 0.2), (-0.1, 1.0, 0.1), (0.0, 0.5, 0.5)])
def test_shares_that_make_no_split_are_refused(fractions: tuple[float, float, float]) -> None:
    with pytest.raises(InvalidSpecError):
        SplitSpec(fractions)


@settings(deadline=None, max_examples=50)
@given(_sets())
def test_a_class_with_images_has_one_in_train_whatever_an_earlier_split_said(case: Case) -> None:
    shas, classes, duplicates, gold, previous = case
    division = divide(shas, classes, duplicates, gold, previous=previous)
    class_of = dict(zip(shas, classes, strict=True))
    assert {class_of[sha] for sha in division.train} == {class_of[sha] for sha in division.development}
