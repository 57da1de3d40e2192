from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.edit_json import from_json, from_runs, to_json, to_runs
from grouping.edits import Assign, DefineClass, Discard, Edit, Merge, Move, Rename, Restore, Split
from grouping.errors import GrouplineError, UnknownNameError
from grouping.history import REDO, RETURN, UNDO, ConflictError, Event, History
from grouping.types import Ints

PARTITIONS: dict[str, tuple[Ints, Ints]] = {
    "halves": (np.arange(1, 9), np.array([0, 0, 0, 0, 1, 1, 1, 1])),
    "quarters": (np.arange(1, 5), np.array([0, 0, 1, 1])),
}


class Steps:
    """Makes events as the store would."""

    def __init__(self) -> None:
        self.history = History(PARTITIONS.__getitem__, frozenset(range(1, 9)))

    def do(self, user: str, edits: Sequence[Edit], base: int | None = None) -> Event:
        number = self.history.number + 1
        self.history.try_edits(edits, number, base)
        payload = {"edits": [to_json(edit) for edit in edits], "sentence": f"did {edits[0].name}"}
        return self._add(Event(number, edits[0].name, payload, user, datetime.now(UTC)))

    def undo(self, user: str) -> Event:
        target = self.history.to_undo(user)
        return self._add(Event(self.history.number + 1, UNDO, {"event": target.number}, user, datetime.now(UTC)))

    def redo(self, user: str) -> Event:
        target = self.history.to_redo(user)
        return self._add(Event(self.history.number + 1, REDO, {"event": target.number}, user, datetime.now(UTC)))

    def back_to(self, user: str, number: int, base: int | None = None) -> Event:
        payload = {"event": number, "sentence": self.history.to_return(number, base)}
        return self._add(Event(self.history.number + 1, RETURN, payload, user, datetime.now(UTC)))

    def in_effect(self) -> list[int]:
        return [event.number for event, _, valid in self.history.entries() if valid and event.kind not in (UNDO, REDO)]

    def _add(self, event: Event) -> Event:
        self.history.extend([event])
        return event

    def members(self) -> dict[str, tuple[int, ...]]:
        return {group.path: group.image_ids for group in self.history.state.tree.walk() if group.depth}


@pytest.fixture
def steps() -> Steps:
    made = Steps()
    made.do("ann", [Split("root", "halves")])
    return made


def test_undo_and_redo_go_back_and_forth_through_states(steps: Steps) -> None:
    before = steps.history.state
    steps.do("ann", [Split("0", "quarters")])
    after = steps.history.state
    steps.undo("ann")
    assert steps.history.state == before
    steps.redo("ann")
    assert steps.history.state == after


def test_undo_reaches_the_start_and_then_says_there_is_nothing(steps: Steps) -> None:
    steps.undo("ann")
    assert steps.members() == {}
    with pytest.raises(GrouplineError, match="nothing to undo of ann"):
        steps.undo("ann")


def test_a_new_step_ends_what_could_be_redone(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    steps.undo("ann")
    steps.do("ann", [Rename("1", "ok")])
    with pytest.raises(GrouplineError, match="nothing to redo"):
        steps.redo("ann")


def test_people_undo_their_own_last_step(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    steps.do("bob", [Rename("1", "ok")])
    steps.undo("ann")
    titles = [group.title for group in steps.history.state.tree.children("root")]
    assert titles == ["0", "ok"]


def test_a_step_that_another_persons_step_builds_on_cannot_be_undone(steps: Steps) -> None:
    steps.do("bob", [Move((1,), "1")])
    with pytest.raises(ConflictError, match="meanwhile bob did move"):
        steps.undo("ann")


def test_an_edit_about_what_changed_is_refused_and_tells_the_change(steps: Steps) -> None:
    seen = steps.history.number
    steps.do("bob", [Move((1,), "1")])
    with pytest.raises(ConflictError, match=r"changed since you looked: bob did move"):
        steps.do("ann", [Split("0", "quarters")], base=seen)
    steps.do("ann", [Rename("1", "x")], base=steps.history.number)


def test_an_edit_about_something_else_goes_through(steps: Steps) -> None:
    seen = steps.history.number
    steps.do("bob", [Rename("1", "ok")], base=seen)
    steps.do("ann", [Rename("0", "rust")], base=seen)
    assert [group.title for group in steps.history.state.tree.children("root")] == ["rust", "ok"]


def test_labels_of_different_images_do_not_clash_and_of_the_same_do(steps: Steps) -> None:
    steps.do("ann", [DefineClass("set", "ok", "#000000")])
    seen = steps.history.number
    steps.do("bob", [Assign("set", "ok", (1, 2))], base=seen)
    steps.do("ann", [Assign("set", "ok", (3,))], base=seen)
    with pytest.raises(ConflictError, match="bob did label"):
        steps.do("ann", [Assign("set", "ok", (2, 4))], base=seen)


def test_an_undo_counts_as_a_change_too(steps: Steps) -> None:
    steps.do("bob", [Rename("0", "rust")])
    seen = steps.history.number
    steps.undo("bob")
    with pytest.raises(ConflictError, match="bob undid step 2"):
        steps.do("ann", [Rename("0", "scale")], base=seen)


def test_several_edits_are_one_step(steps: Steps) -> None:
    steps.do("ann", [Split("0", "quarters"), Rename("0/1", "rust"), Discard((5,))])
    assert steps.members()["0/1"] == (3, 4)
    steps.undo("ann")
    assert set(steps.members()) == {"0", "1"}


def test_any_past_state_is_replayed_exactly(steps: Steps) -> None:
    states = [steps.history.state]
    for edit in (Move((1,), "1"), Discard((2,)), Restore((2,)), Merge(("0", "1"), "2")):
        steps.do("ann", [edit])
        states.append(steps.history.state)
    steps.undo("ann")
    assert [steps.history.at(number) for number in range(1, 6)] == states


def test_the_history_reads_like_sentences(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    steps.undo("ann")
    told = [(event.user, sentence, valid) for event, sentence, valid in steps.history.entries()]
    assert told == [
        ("ann", "did split", True),
        ("ann", "did rename", False),
        ("ann", "undid step 2: did rename", True),
    ]


@given(st.lists(st.integers(0, 10_000)))
def test_runs_are_read_back_as_they_were(numbers: list[int]) -> None:
    assert from_runs(to_runs(tuple(numbers))) == tuple(numbers)


def test_runs_are_short_where_numbers_follow_each_other() -> None:
    assert to_runs((1, 2, 3, 7, 9, 10)) == "1-3,7,9-10"


@pytest.mark.parametrize(
    "edit",
    [
        Split("root", "halves", "kmeans"),
        Merge(("0", "1"), "2", "scale"),
        Move((1, 2), "0"),
        Rename("0", "ü"),
        Discard((3,)),
        Restore((3,)),
        DefineClass("set", "ok", "#000000", 1, "fine", "was"),
        Assign("set", "ok", (1, 2), {"kind": "hand"}, (0.5, 0.75)),
    ],
)
def test_edits_are_read_back_from_json(edit: Edit) -> None:
    import json

    assert from_json(json.loads(json.dumps(to_json(edit)))) == edit


def test_a_return_brings_back_an_earlier_state_at_once_and_is_undone_at_once(steps: Steps) -> None:
    then = steps.history.state
    steps.do("ann", [Rename("0", "rust")])
    steps.do("ben", [DefineClass("labels", "ok", "#123456"), Assign("labels", "ok", (5, 6))])
    later = steps.history.state
    event = steps.back_to("cy", 1)
    assert steps.history.state == then
    assert steps.in_effect() == [1, 4]
    assert steps.history.sentence(event) == "went back to step 1 (ann did split)"
    steps.undo("cy")
    assert steps.history.state == later
    steps.redo("cy")
    assert steps.history.state == then


def test_a_return_to_before_an_undo_brings_back_what_was_undone(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    named = steps.history.state
    steps.undo("ann")
    steps.back_to("ann", 2)
    assert steps.history.state == named
    assert steps.in_effect() == [1, 2, 4]


def test_a_return_to_the_start_leaves_nothing_and_a_return_to_it_later_is_the_same(steps: Steps) -> None:
    steps.back_to("ann", 0)
    assert steps.members() == {}
    steps.do("ann", [Split("root", "halves")])
    steps.back_to("ann", 2)
    assert steps.members() == {}
    assert steps.in_effect() == [2, 4]


def test_what_lies_before_a_return_is_neither_undone_nor_redone_under_it(steps: Steps) -> None:
    steps.do("ben", [Rename("1", "ok")])
    steps.do("ann", [Rename("0", "rust")])
    steps.undo("ann")
    steps.back_to("cy", 1)
    with pytest.raises(ConflictError, match="cannot be undone: meanwhile cy went back to step 1"):
        steps.undo("ben")
    with pytest.raises(ConflictError, match="cannot be redone: meanwhile cy went back"):
        steps.redo("ann")


def test_a_return_is_not_redone_over_other_steps_than_it_was_made_on(steps: Steps) -> None:
    steps.do("ben", [Rename("1", "ok")])
    steps.back_to("cy", 1)
    steps.undo("cy")
    steps.undo("ben")
    with pytest.raises(ConflictError, match="the steps before it are others by now"):
        steps.redo("cy")


def test_steps_after_a_return_stay_when_it_is_undone_unless_they_build_on_it(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    steps.back_to("ben", 1)
    steps.do("ann", [Rename("1", "ok")])
    steps.undo("ben")
    assert {path: steps.history.state.tree.group(path).name for path in "01"} == {"0": "rust", "1": "ok"}
    steps.redo("ben")
    steps.do("ann", [Rename("0", "ash")])
    with pytest.raises(ConflictError, match="Undo that first"):
        steps.undo("ben")


def test_a_return_is_refused_where_somebody_decided_meanwhile(steps: Steps) -> None:
    steps.do("ann", [Rename("0", "rust")])
    steps.do("ben", [Rename("1", "ok")])
    with pytest.raises(ConflictError, match="ben did rename"):
        steps.back_to("ann", 1, base=2)
    steps.back_to("ann", 1, base=3)
    with pytest.raises(ConflictError, match="ann went back to step 1"):
        steps.do("ben", [Rename("0", "ash")], base=3)


def test_a_return_to_nowhere_or_to_where_one_is_says_so(steps: Steps) -> None:
    with pytest.raises(UnknownNameError, match="no step 9; the steps are 1 to 1, 0 is the start"):
        steps.back_to("ann", 9)
    with pytest.raises(UnknownNameError, match="no step -1"):
        steps.back_to("ann", -1)
    with pytest.raises(GrouplineError, match="as it was after step 1 already"):
        steps.back_to("ann", 1)
