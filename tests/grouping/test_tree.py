import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import GrouplineError, UnknownNameError
from grouping.tree import ROOT, Tree, within


def _split(tree: Tree, path: str, members: tuple[int, ...], labels: list[int]) -> Tree:
    return tree.split(path, np.array(members), np.array(labels))


@pytest.fixture
def tree() -> Tree:
    """Eight images: 0 holds 1-5 (0/0: 1, 2, 3 and 0/1: 4, 5), 1 holds 6 and 7; 8 is in the root alone."""
    first = _split(Tree.of(range(1, 9)), ROOT, (1, 2, 3, 4, 5, 6, 7), [0, 0, 0, 0, 0, 1, 1])
    return _split(first, "0", (1, 2, 3, 4, 5), [0, 0, 0, 1, 1])


def _members(tree: Tree) -> dict[str, tuple[int, ...]]:
    return {group.path: group.image_ids for group in tree.walk() if group.path != ROOT}


def test_a_new_tree_is_the_root_with_all_images() -> None:
    assert [(group.path, group.size) for group in Tree.of(range(10)).walk()] == [(ROOT, 10)]


def test_a_split_makes_children_named_by_cluster_number(tree: Tree) -> None:
    assert _members(tree) == {"0": (1, 2, 3, 4, 5), "0/0": (1, 2, 3), "0/1": (4, 5), "1": (6, 7)}
    assert (tree.group("0/1").parent, tree.group("0/1").depth) == ("0", 2)
    assert [group.path for group in tree.leaves()] == ["0/0", "0/1", "1"]
    assert tree.rest(ROOT) == (8,)


def test_splitting_again_replaces_the_children_and_all_below_them(tree: Tree) -> None:
    assert _members(_split(tree, ROOT, (1, 8), [1, 0])) == {"0": (8,), "1": (1,)}


def test_the_tree_before_an_edit_is_unchanged(tree: Tree) -> None:
    before = _members(tree)
    tree.move([1, 2], "1")
    tree.discard([6])
    assert _members(tree) == before


def test_groups_are_listed_by_number_not_by_letter() -> None:
    tree = _split(Tree.of(range(12)), ROOT, tuple(range(12)), list(range(12)))
    assert [group.path for group in tree.children(ROOT)] == [str(i) for i in range(12)]


def test_a_sibling_whose_number_begins_alike_is_not_below() -> None:
    tree = _split(Tree.of(range(12)), ROOT, tuple(range(12)), [i % 11 for i in range(12)])
    tree = _split(_split(tree, "0", (0, 11), [0, 1]), "1", (1,), [0])
    assert tree.group("10").size == 1
    assert not within("10", "1")


def test_an_unknown_group_is_refused_with_those_there_are(tree: Tree) -> None:
    with pytest.raises(UnknownNameError, match="no group '7'; there are: root, 0, 0/0, 0/1, 1"):
        tree.group("7")


def test_images_of_another_group_are_refused(tree: Tree) -> None:
    with pytest.raises(GrouplineError, match="1 images of this partition are not in group '0'"):
        _split(tree, "0", (1, 2, 6), [0, 0, 1])


def test_moving_takes_images_out_of_their_branch_and_into_the_other(tree: Tree) -> None:
    assert _members(tree.move([3, 6], "0/1")) == {
        "0": (1, 2, 3, 4, 5, 6),
        "0/0": (1, 2),
        "0/1": (3, 4, 5, 6),
        "1": (7,),
    }


def test_moving_to_a_group_that_was_split_puts_images_in_none_of_its_children(tree: Tree) -> None:
    moved = tree.move([6], "0")
    assert moved.rest("0") == (6,)


def test_moving_to_the_root_takes_images_out_of_every_group(tree: Tree) -> None:
    assert tree.move([1, 6], ROOT).rest(ROOT) == (1, 6, 8)


def test_a_group_that_is_left_empty_goes(tree: Tree) -> None:
    assert set(_members(tree.move([4, 5], "1"))) == {"0", "0/0", "1"}


def test_merging_siblings_makes_one_group_beside_them(tree: Tree) -> None:
    into = tree.next_path(["0/0", "0/1"])
    merged = tree.merge(("0/0", "0/1"), into, "scale")
    assert _members(merged) == {"0": (1, 2, 3, 4, 5), "0/2": (1, 2, 3, 4, 5), "1": (6, 7)}
    assert (into, merged.group("0/2").title) == ("0/2", "scale")


def test_merging_across_levels_lands_below_the_nearest_common_group(tree: Tree) -> None:
    into = tree.next_path(["0/1", "1"])
    assert _members(tree.merge(("0/1", "1"), into, "")) == {"0": (1, 2, 3), "0/0": (1, 2, 3), "2": (4, 5, 6, 7)}


def test_a_group_and_one_inside_it_are_not_merged(tree: Tree) -> None:
    with pytest.raises(GrouplineError, match="'0/1' lies inside '0' already"):
        tree.merge(("0", "0/1"), "2", "")
    with pytest.raises(GrouplineError, match="at least two groups"):
        tree.merge(("0", "0"), "2", "")


def test_discarded_images_leave_every_group_and_come_back_to_theirs(tree: Tree) -> None:
    discarded = tree.discard([3, 8])
    assert 3 not in discarded.group(ROOT).image_ids
    assert _members(discarded)["0/0"] == (1, 2)
    assert discarded.restore([3, 8]) == tree


def test_restoring_goes_to_the_nearest_group_that_is_still_there(tree: Tree) -> None:
    discarded = _split(tree.discard([4, 5]), "0", (1, 2, 3), [0, 0, 0])
    assert discarded.restore([4]).rest("0") == (4,)


@pytest.mark.parametrize("edit", ["move", "discard"])
def test_images_that_are_gone_or_unknown_are_refused(tree: Tree, edit: str) -> None:
    def apply(tree: Tree, image_ids: list[int]) -> Tree:
        return tree.move(image_ids, "1") if edit == "move" else tree.discard(image_ids)

    with pytest.raises(GrouplineError, match="1 images are not of this project, such as 99"):
        apply(tree, [1, 99])
    with pytest.raises(GrouplineError, match="1 images are discarded, such as 1; restore them first"):
        apply(tree.discard([1]), [1])
    with pytest.raises(GrouplineError, match="1 images are not discarded, such as 2"):
        tree.restore([2])


def test_a_name_shows_in_place_of_the_path_until_it_is_taken_away(tree: Tree) -> None:
    named = tree.rename("1", " rust ")
    assert (named.group("1").title, named.rename("1", "").group("1").title) == ("rust", "1")
    with pytest.raises(GrouplineError, match="root group has no name"):
        tree.rename(ROOT, "all")


def test_images_that_join_the_project_later_are_in_the_root_alone(tree: Tree) -> None:
    assert tree.over(frozenset(range(1, 11))).rest(ROOT) == (8, 9, 10)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40), st.integers(0, 2**32 - 1))
def test_children_share_out_the_parents_images_without_loss_or_overlap(labels: list[int], seed: int) -> None:
    members = np.random.default_rng(seed).permutation(len(labels)) + 1
    tree = Tree.of(members).split(ROOT, members, np.array(labels))
    ids = [image_id for child in tree.children(ROOT) for image_id in child.image_ids]
    assert sorted(ids) == list(range(1, len(labels) + 1))
