import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import GrouplineError, UnknownNameError
from grouping.tree import ROOT, Split, Tree


def _tree(n: int = 10) -> Tree:
    return Tree.of(np.arange(1, n + 1))


def _split(path: str, members: tuple[int, ...], labels: list[int]) -> Split:
    return Split(path, np.array(members), np.array(labels))


def test_a_new_tree_is_the_root_with_all_images() -> None:
    assert [group.path for group in _tree().walk()] == [ROOT]
    assert _tree().group(ROOT).size == 10


def test_a_split_makes_children_named_by_cluster_number() -> None:
    tree = _tree(4).apply(_split(ROOT, (1, 2, 3, 4), [1, 0, 0, 1]))
    assert [(g.path, g.image_ids) for g in tree.children(ROOT)] == [("0", (2, 3)), ("1", (1, 4))]


def test_splitting_a_child_names_its_children_below_it() -> None:
    tree = _tree(4).apply(_split(ROOT, (1, 2, 3, 4), [0, 0, 0, 1])).apply(_split("0", (1, 2, 3), [0, 1, 1]))
    assert [group.path for group in tree.walk()] == [ROOT, "0", "0/0", "0/1", "1"]
    assert tree.group("0/1").parent == "0"
    assert tree.group("0/1").depth == 2
    assert [group.path for group in tree.leaves()] == ["0/0", "0/1", "1"]


def test_splitting_again_replaces_the_children_and_all_below_them() -> None:
    tree = _tree(4).apply(_split(ROOT, (1, 2, 3, 4), [0, 0, 0, 1])).apply(_split("0", (1, 2, 3), [0, 1, 1]))
    again = tree.apply(_split(ROOT, (1, 2, 3, 4), [0, 1, 2, 3]))
    assert [group.path for group in again.walk()] == [ROOT, "0", "1", "2", "3"]


def test_the_tree_before_an_edit_is_unchanged() -> None:
    tree = _tree(4)
    tree.apply(_split(ROOT, (1, 2, 3, 4), [0, 0, 1, 1]))
    assert tree.leaves() == [tree.group(ROOT)]


def test_groups_are_listed_by_number_not_by_letter() -> None:
    tree = _tree(12).apply(_split(ROOT, tuple(range(1, 13)), list(range(12))))
    assert [group.path for group in tree.children(ROOT)] == [str(i) for i in range(12)]


def test_a_sibling_whose_number_begins_alike_is_not_below() -> None:
    tree = _tree(12).apply(_split(ROOT, tuple(range(1, 13)), [i % 11 for i in range(12)]))
    tree = tree.apply(_split("0", (1, 12), [0, 1])).apply(_split("1", (2,), [0]))
    assert tree.group("10").size == 1


def test_an_unknown_group_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="no group '7'; there are: root"):
        _tree().group("7")


def test_images_of_another_group_are_refused() -> None:
    with pytest.raises(GrouplineError, match="1 images of this partition are not in group 'root'"):
        _tree(3).apply(_split(ROOT, (1, 2, 99), [0, 0, 1]))


def test_labels_of_another_length_are_refused() -> None:
    with pytest.raises(GrouplineError, match="2 images but 3 labels"):
        _split(ROOT, (1, 2), [0, 1, 2])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(0, 2**32 - 1))
def test_children_share_out_the_parents_images_without_loss_or_overlap(labels: list[int], seed: int) -> None:
    members = np.random.default_rng(seed).permutation(len(labels)) + 1
    tree = _tree(len(labels)).apply(Split(ROOT, members, np.array(labels)))
    ids = [image_id for child in tree.children(ROOT) for image_id in child.image_ids]
    assert sorted(ids) == list(range(1, len(labels) + 1))
