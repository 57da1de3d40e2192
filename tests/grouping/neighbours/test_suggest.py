import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.neighbours import splitter, steward
from grouping.errors import UnknownNameError
from grouping.neighbours.evidence import evidence_of
from grouping.neighbours.facts import GroupFacts
from grouping.neighbours.suggest import ACTIONS, cleaning_pays, suggest


def facts_of(size: int, mix: dict[str, int] | None = None, separation: float = 0.2) -> GroupFacts:
    known = sum((mix or {}).values())
    return GroupFacts(size, size / 1_000, 0.4, separation, mix or {}, size - known)


def action_of(facts: GroupFacts, labels: dict[str, int] | None = None) -> tuple[str, str]:
    found = suggest({"0": facts}, ["0"], {"0": labels or {}})[0]
    return found.action, found.reason


def test_one_near_label_throughout_says_promote() -> None:
    action, reason = action_of(facts_of(300, {"scratch": 60}))
    assert action == "promote"
    assert "100% of 60 near-labels say 'scratch'" in reason


def test_a_few_near_labels_that_agree_only_say_look() -> None:
    assert action_of(facts_of(300, {"scratch": 5}))[0] == "look"


def test_mixed_near_labels_say_drill_in() -> None:
    action, reason = action_of(facts_of(300, {"scratch": 40, "good": 30}))
    assert action == "drill in"
    assert "57% of 70" in reason


def test_a_handful_of_odd_images_says_clean_up() -> None:
    action, reason = action_of(facts_of(80, {"scratch": 72, "good": 8}))
    assert action == "clean up"
    assert "about 8 odd images out" in reason


def test_small_groups_are_never_drilled_into() -> None:
    assert action_of(facts_of(8, {"scratch": 4, "good": 4}))[0] == "clean up"
    assert action_of(facts_of(8, separation=-0.2))[0] == "look"


@pytest.mark.parametrize(("separation", "action"), [(0.4, "promote"), (0.15, "look"), (0.02, "drill in")])
def test_without_near_labels_cohesion_alone_speaks_and_the_words_say_so(separation: float, action: str) -> None:
    found, reason = action_of(facts_of(300, separation=separation))
    assert found == action
    assert "no near-labels: judged by cohesion alone" in reason


def test_the_root_is_drilled_into() -> None:
    assert action_of(facts_of(1_000, separation=float("nan")))[0] == "drill in"


def test_labels_already_given_outweigh_near_labels() -> None:
    action, reason = action_of(facts_of(300, {"good": 300}), {"scratch": 50, "rust": 40})
    assert action == "drill in"
    assert "210 without a class" in reason
    assert "90 labels say 'scratch'" in reason


def test_large_pure_groups_come_first_and_finished_ones_not_at_all() -> None:
    facts = {
        "small pure": facts_of(50, {"a": 50}),
        "large mixed": facts_of(400, {"a": 200, "b": 200}),
        "large pure": facts_of(300, {"a": 300}),
        "finished": facts_of(500, {"a": 500}),
    }
    found = suggest(facts, facts, {"finished": {"a": 500}})
    assert [suggestion.path for suggestion in found] == ["large pure", "small pure", "large mixed"]


@given(st.integers(1, 5_000), st.integers(0, 300), st.integers(0, 300), st.floats(-1, 1))
def test_scores_lie_between_a_mixed_and_a_pure_group(size: int, one: int, other: int, separation: float) -> None:
    mix = {name: n for name, n in (("a", min(one, size)), ("b", min(other, size - min(one, size)))) if n}
    facts = facts_of(size, mix, separation)
    found = suggest({"0": facts}, ["0"])[0]
    assert size / 21 <= found.score <= size
    assert found.action in ACTIONS
    assert 0 <= evidence_of(facts, {}).chance <= 1


def test_more_near_labels_that_agree_make_a_pure_group_likelier() -> None:
    chances = [evidence_of(facts_of(300, {"a": n}), {}).chance for n in (5, 10, 50, 200, 300)]
    assert chances == sorted(chances)
    assert chances[-1] == 1


def test_groups_without_facts_are_refused() -> None:
    with pytest.raises(UnknownNameError, match="'7'"):
        suggest({"0": facts_of(3)}, ["7"])


def test_cleaning_pays_for_few_odd_images_or_a_small_group() -> None:
    assert cleaning_pays(20, 1_000)
    assert not cleaning_pays(21, 1_000)
    assert cleaning_pays(5, 9)


@pytest.mark.parametrize("near_labels_on", [0, 5])
def test_a_steward_who_follows_it_labels_everything_in_few_decisions(
    digits: np.ndarray, classes: np.ndarray, near_labels_on: int
) -> None:
    split = splitter(digits, ["ward"], range(2, 21))
    near_labels = [str(c) if near_labels_on and i % near_labels_on == 0 else None for i, c in enumerate(classes)]
    steps = steward(digits, classes, split, near_labels)
    assert steps[-1].labeled == 600
    assert steps[-1].errors <= 0.05 * 600
    assert steps[-1].decisions < 600 / 7


def test_with_near_labels_the_first_half_takes_no_more_decisions_than_in_the_order_of_the_groups(
    digits: np.ndarray, classes: np.ndarray
) -> None:
    split = splitter(digits, ["ward"], range(2, 21))
    ways = [steward(digits, classes, split, [str(c) for c in classes], ordered=ordered) for ordered in (True, False)]
    half = [next(step.decisions for step in steps if step.labeled >= 300) for steps in ways]
    assert half[0] <= half[1]
