import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.errors import UnknownNameError
from grouping.neighbours.evidence import PURE, evidence_of
from grouping.neighbours.facts import GroupFacts, group_facts
from grouping.neighbours.suggest import ACTIONS, cleaning_pays, suggest
from grouping.sweep import SweepSpec, sweep_embeddings


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


def test_cleaning_pays_for_few_odd_images_a_small_share_of_them_or_a_small_group() -> None:
    assert cleaning_pays(20, 50)
    assert not cleaning_pays(21, 50)
    assert cleaning_pays(150, 1_000)
    assert not cleaning_pays(151, 1_000)
    assert cleaning_pays(5, 9)


def split(X: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
    """Return the parts of a sweep's Min-Max pick."""
    sweep = sweep_embeddings(X[rows], SweepSpec(["ward"], clusters=range(2, min(20, len(rows) - 1) + 1)))
    labels = sweep.labels(*sweep.min_max.selected[:2])
    return [rows[labels == c] for c in np.unique(labels)]


def decisions_and_errors(
    X: np.ndarray, truth: np.ndarray, near_labels: list[str | None], *, ordered: bool = True
) -> list[tuple[int, int, int]]:
    """Return decisions, images labeled and errors after each group that a steward who knows the truth opens."""
    open_groups = {"root": np.arange(len(X))}
    facts, steps = group_facts(X, open_groups, near_labels), [(0, 0, 0)]
    while open_groups:
        path = suggest(facts, open_groups)[0].path if ordered else next(iter(open_groups))
        rows = open_groups.pop(path)
        odd = len(rows) - np.bincount(truth[rows]).max()
        pure = odd <= (1 - PURE) * len(rows)
        decisions, labeled, errors = steps[-1]
        if pure or cleaning_pays(odd, len(rows)):
            steps.append((decisions + 1 + odd * (not pure), labeled + len(rows), errors + odd * pure))
            continue
        steps.append((decisions + 1, labeled, errors))
        parent = "" if path == "root" else f"{path}/"
        open_groups |= {f"{parent}{i}": part for i, part in enumerate(split(X, rows))}
        facts = group_facts(X, open_groups, near_labels)
    return steps


@pytest.mark.parametrize("near_labels_on", [0, 5])
def test_a_steward_who_follows_it_labels_everything_in_few_decisions(
    digits: np.ndarray, classes: np.ndarray, near_labels_on: int
) -> None:
    near_labels = [str(c) if near_labels_on and i % near_labels_on == 0 else None for i, c in enumerate(classes)]
    decisions, labeled, errors = decisions_and_errors(digits, classes, near_labels)[-1]
    assert labeled == 600
    assert errors <= 0.05 * 600
    assert decisions < 600 / 7


def test_with_near_labels_the_first_half_takes_no_more_decisions_than_in_the_order_of_the_groups(
    digits: np.ndarray, classes: np.ndarray
) -> None:
    near_labels: list[str | None] = [str(c) for c in classes]
    ways = [decisions_and_errors(digits, classes, near_labels, ordered=ordered) for ordered in (True, False)]
    half = [next(decisions for decisions, labeled, _ in steps if labeled >= 300) for steps in ways]
    assert half[0] <= half[1]
