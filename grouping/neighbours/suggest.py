"""Which open group to look at next, and what to do with it, so that few decisions label many images."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grouping.errors import UnknownNameError
from grouping.neighbours.evidence import PURE, Evidence, evidence_of
from grouping.neighbours.facts import GroupFacts

ACTIONS = ("promote", "drill in", "look", "clean up")
DRILLING_COSTS = 20
"""Decisions that drilling into a mixed group takes. A simulated steward of X-SDD takes 111, 112, 80 and 87 decisions in
all where this is 5, 10, 20 and 40 (`python -m benchmarks.steward`)."""
HOLDING = 0.15
"""A group with so small a share of odd images seldom comes apart along the classes: of solar cells, good or defective,
a simulated steward takes 429 decisions where these are cleaned by hand, 464 where they are drilled into; of X-SDD 80
both ways."""
SPLITTABLE = 10
"""Smaller groups are quicker cleaned by hand than divided."""
LIKELY = 0.6
CLEAR = 0.8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One open group, what to do with it, and why."""

    path: str
    action: str
    """`promote` as it stands, `clean up` (move a few odd images out, then promote), `drill in`, or `look` first."""
    reason: str
    score: float
    """Images labeled per decision to expect; high is best."""


def suggest(
    facts: Mapping[str, GroupFacts],
    open_paths: Iterable[str],
    labels_per_group: Mapping[str, Mapping[str, int]] | None = None,
) -> list[Suggestion]:
    """Return a suggestion for each open group with images left to label, the best first.

    `open_paths` are the groups to decide on, each in `facts`; `labels_per_group` counts, for each path, the images that
    have a class in the label set, by class. The score is

        u * chance + (1 - chance) * u / (1 + min(odd, 20)),

    u the images without a class, `chance` that at least 95 % are of one class, `odd` the images of other classes to
    expect: one decision where the group is pure, else one for it and one for each odd image, or some 20 to drill in. So
    large, pure groups come first. Chance and odd come from labels already given (5 or more), else from near-labels (5
    or more, Jeffreys' posterior), else from separation alone, a weak guide, and the reason says so.

    - labels of one class for 95 % or more: `promote` at a chance of 0.6 (10 that agree give 0.7),
      else `look`;
    - more classes: `clean up` for up to 20 odd images, or 15 % of them, or in a group under 10; else `drill in`;
    - no labels: `promote` at a chance of 0.8, `look` at 0.6, else `drill in`; a group without others is drilled into.

    Raises UnknownNameError for a path without facts.
    """
    labels = labels_per_group or {}
    found = [_suggestion(path, _facts(facts, path), labels.get(path, {})) for path in open_paths]
    kept = [suggestion for suggestion in found if suggestion is not None]
    return sorted(kept, key=lambda suggestion: -suggestion.score)


def cleaning_pays(odd: float, size: int) -> bool:
    """Whether moving `odd` images out of a group of `size` takes fewer decisions than drilling in is likely to."""
    return odd <= max(DRILLING_COSTS, HOLDING * size) or size < SPLITTABLE


def _facts(facts: Mapping[str, GroupFacts], path: str) -> GroupFacts:
    if path not in facts:
        raise UnknownNameError(f"No facts of group '{path}': there are those of {', '.join(facts) or 'no group'}.")
    return facts[path]


def _suggestion(path: str, facts: GroupFacts, labels: Mapping[str, int]) -> Suggestion | None:
    left = facts.size - sum(labels.values())
    if left <= 0:
        return None
    evidence = evidence_of(facts, labels)
    action = _action(facts, evidence)
    mixed = left / (1 + min(evidence.odd, DRILLING_COSTS))
    score = evidence.chance * left + (1 - evidence.chance) * mixed
    return Suggestion(path, action, _reason(action, facts, evidence, left), score)


def _action(facts: GroupFacts, evidence: Evidence) -> str:
    if not evidence.kind:
        return _action_unseen(facts, evidence.chance)
    if evidence.share >= PURE:
        return "promote" if evidence.chance >= LIKELY else "look"
    return "clean up" if cleaning_pays(evidence.odd, facts.size) else "drill in"


def _action_unseen(facts: GroupFacts, chance: float) -> str:
    if chance >= CLEAR:
        return "promote"
    return "look" if chance >= LIKELY or facts.size < SPLITTABLE else "drill in"


def _reason(action: str, facts: GroupFacts, evidence: Evidence, left: int) -> str:
    size = f"{_count(facts.size, 'image')} ({facts.share:.1%} of all)"
    some = f", {left} without a class" if left < facts.size else ""
    return f"{size}{some}; {_purity(facts, evidence)}; {_spread(facts)}: {_advice(action, evidence)}."


def _purity(facts: GroupFacts, evidence: Evidence) -> str:
    if not evidence.kind:
        few = "no near-labels" if not evidence.known else f"only {_count(evidence.known, 'label')}"
        return f"{few}: judged by cohesion alone"
    agree = f"{evidence.share:.0%} of {evidence.known} {evidence.kind} say '{evidence.label}'"
    if evidence.kind == "labels":
        return agree
    return f"{agree} (convergence difference {facts.convergence.convergence_difference:.3f})"


def _spread(facts: GroupFacts) -> str:
    alone = facts.separation != facts.separation  # only NaN differs from itself
    return f"cohesion {facts.cohesion:.2f}" + ("" if alone else f", separation {facts.separation:.2f}")


def _advice(action: str, evidence: Evidence) -> str:
    if action == "promote":
        return "promote" if evidence.kind else "promote, if its outlying images look like its central ones"
    if action == "clean up":
        return f"move about {_count(max(1, round(evidence.odd)), 'odd image')} out, then promote"
    if action == "look":
        return "look at its central and outlying images, then promote or drill in"
    return "drill in" if evidence.kind else "drill in: its images are not alike"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
