"""A few proposals at random, to be looked at before all like them are accepted. Pure functions."""

import numpy as np

from classifiers.evaluation.intervals import exact_interval, most_without_error
from grouping.types import Ints
from ui.predict.reading import Review
from ui.wording import counted

LOOK = 20
"""Few enough for one look; more than one wrong of them says that over 5 % may well be."""
WRONG = ("corrected", "rejected")


def alike(review: Review, class_name: str | None, above: float | None) -> Ints:
    """Return the places of the proposals of a class (None: of all) from a confidence on, decided ones too.

    Without a confidence those that the run names.
    """
    table = review.table
    there = table["known"].astype(bool) if above is None else table["confidence"] >= above
    if class_name is not None:
        there &= table["class"] == class_name
    return np.flatnonzero(there.to_numpy())


def some_of(review: Review, places: Ints) -> Ints:
    """Return up to `LOOK` places at random, the same ones however many of them have been decided meanwhile."""
    if len(places) <= LOOK:
        return places
    chance = np.random.default_rng(list(review.run.key.encode())).random(len(review.table))
    return places[np.argsort(chance[places], kind="stable")[:LOOK]]


def verdict(review: Review, seen: Ints, n_alike: int) -> str:
    """Return in words what the proposals that were seen tell of the others; 95 % bounds, exact."""
    n, others = len(seen), n_alike - len(seen)
    wrong = int(review.table["state"].iloc[seen].isin(WRONG).sum())
    if not others:
        return f"These are all {counted(n, 'image')}: correct or reject what is wrong, then accept the rest."
    if not wrong:
        return (
            f"{n} of {n_alike:,} at random: correct or reject what is wrong. If none of these is wrong, up to "
            f"{most_without_error(n):.0%} of the other {others:,} may still be (95 % bound)."
        )
    low, high = exact_interval(wrong, n)
    return (
        f"{wrong} of these {n} wrong, so expect {round(low * others):,} to {round(high * others):,} wrong ones among "
        f"the other {others:,}. Raise the confidence, or label more and train anew."
    )
