import hashlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grouping.errors import GrouplineError, LengthMismatchError
from grouping.exporters.splits import assign_splits, divided_duplicates


def sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


labellings = st.lists(st.sampled_from("abc"), max_size=60)
groupings = st.lists(st.lists(st.integers(0, 70), min_size=2, max_size=4), max_size=12)
shares = st.tuples(st.integers(0, 10), st.integers(0, 10), st.integers(1, 10)).map(
    lambda three: tuple(one / sum(three) for one in three)
)


def named(classes: list[str]) -> list[str]:
    return [sha(number) for number in range(len(classes))]


def groups(numbers: list[list[int]]) -> list[list[str]]:
    return [[sha(number) for number in group] for group in numbers]


@given(labellings, shares, st.integers(0, 3))
def test_each_class_has_its_shares_to_within_one_image(classes: list[str], fractions: tuple, seed: int) -> None:
    splits = assign_splits(named(classes), classes, fractions=fractions, seed=seed)
    assert list(splits) == named(classes)
    for name, size in Counter(classes).items():
        found = Counter(splits[one] for one, label in zip(named(classes), classes, strict=True) if label == name)
        for split, share in zip(("train", "val", "test"), fractions, strict=True):
            # Where train's share is less than half an image, it is given one that others would have.
            allowed = 1 if fractions[0] == 0 or fractions[0] * size >= 0.5 else 2
            assert abs(found[split] - share * size) <= allowed
            assert found[split] == 0 or share > 0
        assert found["train"] >= 1 or fractions[0] == 0


@given(labellings, groupings, st.integers(0, 3))
def test_near_duplicates_are_never_divided(classes: list[str], numbers: list[list[int]], seed: int) -> None:
    splits = assign_splits(named(classes), classes, groups(numbers), seed=seed)
    assert divided_duplicates(splits, groups(numbers)) == []


@given(labellings, labellings, groupings, st.integers(0, 3))
def test_old_images_keep_their_split_when_others_are_added(
    classes: list[str], more: list[str], numbers: list[list[int]], seed: int
) -> None:
    old = assign_splits(named(classes), classes, groups(numbers)[::2], seed=seed)
    both = classes + more
    new = assign_splits(named(both), both, groups(numbers), seed=seed + 1, previous=old)
    assert new.items() >= old.items()
    for group in divided_duplicates(new, groups(numbers)):
        assert len({old[one] for one in group if one in old}) > 1


@given(st.integers(0, 60), st.integers(0, 3))
def test_without_memory_one_image_more_moves_at_most_two_others(size: int, seed: int) -> None:
    names = [sha(number) for number in range(size + 1)]
    before = assign_splits(names[:-1], ["a"] * size, seed=seed)
    after = assign_splits(names, ["a"] * (size + 1), seed=seed)
    assert sum(after[one] != split for one, split in before.items()) <= 2


@given(labellings, groupings, st.randoms())
def test_the_order_of_the_images_does_not_matter(classes: list[str], numbers: list[list[int]], random) -> None:
    pairs = list(zip(named(classes), classes, strict=True))
    before = assign_splits([one for one, _ in pairs], [name for _, name in pairs], groups(numbers))
    random.shuffle(pairs)
    assert assign_splits([one for one, _ in pairs], [name for _, name in pairs], groups(numbers)) == before


@settings(max_examples=20)
@given(st.integers(10, 40), st.integers(0, 3))
def test_new_images_fill_up_towards_the_shares(size: int, seed: int) -> None:
    names = [sha(number) for number in range(10 * size)]
    previous = dict.fromkeys(names[:size], "train")
    splits = assign_splits(names, ["a"] * len(names), seed=seed, previous=previous)
    found = Counter(splits.values())
    assert [found["train"], found["val"], found["test"]] == [7 * size, 2 * size, size]


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, (0, 0, 0)), (1, (1, 0, 0)), (2, (1, 1, 0)), (3, (2, 1, 0)), (6, (4, 1, 1)), (10, (7, 2, 1))],
)
def test_small_classes_fill_train_first_then_val(size: int, expected: tuple) -> None:
    found = Counter(assign_splits([sha(n) for n in range(size)], ["a"] * size).values())
    assert (found["train"], found["val"], found["test"]) == expected


def test_two_near_duplicates_alone_in_their_class_go_to_train() -> None:
    assert set(assign_splits([sha(1), sha(2)], ["a", "a"], [[sha(1), sha(2)]]).values()) == {"train"}


def test_a_new_near_duplicate_joins_the_old_image() -> None:
    for split in ("train", "val", "test"):
        splits = assign_splits([sha(1), sha(2)], ["a", "b"], [[sha(2), sha(1)]], previous={sha(1): split})
        assert splits == {sha(1): split, sha(2): split}


def test_old_images_that_a_new_one_links_stay_and_are_told() -> None:
    previous = {sha(1): "train", sha(2): "test", sha(3): "test"}
    links = [[sha(1), sha(4)], [sha(4), sha(2)], [sha(2), sha(3)]]
    splits = assign_splits([sha(n) for n in (1, 2, 3, 4)], ["a"] * 4, links, previous=previous)
    assert splits == previous | {sha(4): "test"}
    assert divided_duplicates(splits, links) == [tuple(sorted(sha(n) for n in (1, 2, 3, 4)))]


def test_another_seed_divides_otherwise() -> None:
    names = [sha(number) for number in range(50)]
    assert assign_splits(names, ["a"] * 50, seed=1) != assign_splits(names, ["a"] * 50, seed=2)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(LengthMismatchError, match="1 images but 0 classes"):
        assign_splits([sha(1)], [])
    with pytest.raises(GrouplineError, match="named twice"):
        assign_splits([sha(1)] * 2, ["a", "a"])
    with pytest.raises(GrouplineError, match=r"sum to 1; got \(0.5, 0.5, 0.5\)"):
        assign_splits([sha(1)], ["a"], fractions=(0.5, 0.5, 0.5))
    with pytest.raises(GrouplineError, match=r"Unknown splits \['validation'\]"):
        assign_splits([sha(1)], ["a"], previous={sha(1): "validation"})
