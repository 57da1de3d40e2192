"""What the neighbours point at, in the order of the gallery."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from grouping.steps.look import Suspects
from ui.explore.findings import ALONE, mislabeled, near_duplicates, similar, standing_out

IDS = np.array([10, 20, 30, 40, 50])


def test_images_beyond_the_limit_stand_out_the_farthest_first() -> None:
    found = standing_out(np.array([3.0, 4.25, np.nan, 9.0, -1.0]))
    assert found.places.tolist() == [3, 1]
    assert found.notes == ("9.0", "4.2")
    assert found.told == (
        "2 of 5 images stand out, those farthest from their neighbours first. 1 image has no score yet."
    )


def test_near_duplicates_come_set_after_set_and_all_but_the_first_can_be_spared() -> None:
    found = near_duplicates(np.array([4, 7, ALONE, 7, 4, 7, 2]))
    assert found.places.tolist() == [1, 3, 5, 0, 4]
    assert found.notes == ("set 1", "set 1", "set 1", "set 2", "set 2")
    assert found.spare.tolist() == [3, 5, 4]
    assert found.told.startswith("2 sets of near-duplicates with 5 images here")


def test_without_near_duplicates_there_is_nothing_to_spare() -> None:
    found = near_duplicates(np.full(3, ALONE))
    assert (len(found.places), len(found.spare), found.notes) == (0, 0, ())
    assert found.told == "There are no near-duplicates here."
    assert len(near_duplicates(np.zeros(0, np.int64)).places) == 0


@given(st.lists(st.integers(ALONE, 6), max_size=30))
def test_sets_stay_together_shrink_and_keep_exactly_one_of_each(sets: list[int]) -> None:
    found = near_duplicates(np.array(sets, np.int64))
    runs: list[list[int]] = []
    for place in found.places.tolist():
        if runs and sets[runs[-1][0]] == sets[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    wanted = {number for number in sets if number != ALONE and sets.count(number) > 1}
    assert sorted(sets[run[0]] for run in runs) == sorted(wanted)
    assert [len(run) for run in runs] == sorted((sets.count(number) for number in wanted), reverse=True)
    assert set(found.places.tolist()) - set(found.spare.tolist()) == {run[0] for run in runs}
    assert len(set(found.notes)) == len(runs)


def test_suspects_of_a_group_stay_in_order_and_say_what_they_rather_are() -> None:
    suspects = Suspects(
        np.array([50, 99, 20]), ("pit", "pit", "scale"), ("scale", "scale", "<b>"), np.array([1.0, 0.9, 0.625]), 80, 2
    )
    found = mislabeled(suspects, IDS, "near-label")
    assert found.places.tolist() == [4, 1]
    assert found.notes == ("rather scale · 100%", "rather <b> · 62%")
    assert found.told.startswith("2 here of 3 suspects among 80 images with a near-label, the most suspect first.")
    assert "2 images could not be judged" in found.told


def test_where_nothing_is_found_the_line_says_so_or_what_to_do_first() -> None:
    none = np.zeros(0, np.int64)
    assert standing_out(np.array([0.0, 1.0])).told == "None of 2 images stands out."
    found = mislabeled(Suspects(none, (), (), np.zeros(0), 0, 0), IDS, "label")
    assert found.told == "There is nothing to judge yet: give some images a label first."


def test_similar_images_follow_the_image_itself_and_those_elsewhere_are_counted() -> None:
    found = similar(30, np.array([50, 7, 10]), np.array([0.1, 0.2, 0.25]), IDS)
    assert found.places.tolist() == [2, 4, 0]
    assert found.notes == ("this image", "0.100", "0.250")
    assert found.told == "2 of the 3 nearest images lie in this group, the nearest first."
    assert similar(7, np.array([50]), np.array([0.1]), IDS).places.tolist() == [4]


def test_a_lasso_leaves_the_order_the_notes_and_what_can_be_spared_of_what_it_holds() -> None:
    found = near_duplicates(np.array([4, 7, ALONE, 7, 4, 7]))
    held = found.among(np.array([True, False, True, True, True, False]))
    assert held.places.tolist() == [3, 0, 4]
    assert held.notes == ("set 1", "set 2", "set 2")
    assert held.spare.tolist() == [3, 4]
    assert found.among(None) is found
