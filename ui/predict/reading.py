"""What a review shows of proposals: which of them, in which order, with what written on them. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from classifiers.store.proposals import ProposalRun
from grouping.labels import LabelSet
from grouping.types import Ints
from ui.components.gallery.view import Codes

OPEN, SURE, DOUBTFUL, DECIDED = "open", "sure", "doubtful", "decided"
"""Choices beside the classes, which are 'class:NAME'."""

ORDERS = {
    "doubt": "Doubtful first",
    "margin": "Close calls first",
    "sure": "Sure first",
}
NOTED = 5_000
"""Images on which something is written; on more the page would grow slow."""


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """A run with its proposals, by ascending image id, and the label set they are for."""

    run: ProposalRun
    classes: tuple[str, ...]
    """Those that the model proposes, by their names of today."""
    table: pd.DataFrame
    """Columns as of `decided_table`."""
    labels: LabelSet

    @property
    def ids(self) -> Ints:
        """(n_images,), ascending."""
        found: Ints = self.table["id"].to_numpy(np.int64)
        return found

    @property
    def names(self) -> tuple[str, ...]:
        """The classes: those that the model knows, then the set's others."""
        return (*self.classes, *(one.name for one in self.labels.classes if one.name not in self.classes))

    @property
    def threshold(self) -> float:
        """The confidence below which the run says 'unknown'."""
        return float(self.run.spec["threshold"])


def review_of(run: ProposalRun, classes: Sequence[str], table: pd.DataFrame, labels: LabelSet) -> Review:
    """Return a review; proposals of images that are gone are left out."""
    there = table[table["name"].notna()]
    return Review(run, tuple(classes), there.sort_values("id", ignore_index=True), labels)


def masks(review: Review) -> dict[str, "pd.Series[bool]"]:
    """Return choice -> which proposals it means."""
    table = review.table
    still = table["state"] == "open"
    found = {OPEN: still, SURE: still & table["known"], DOUBTFUL: still & ~table["known"]}
    for name in review.classes:
        found[f"class:{name}"] = still & (table["class"] == name)
    return found | {DECIDED: ~still}


def counts(review: Review) -> dict[str, int]:
    """Return choice -> number of proposals."""
    return {choice: int(mask.sum()) for choice, mask in masks(review).items()}


def class_of(choice: str) -> str | None:
    """Return the class that a choice means; None for another choice."""
    return choice.partition(":")[2] if choice.startswith("class:") else None


def places_of(review: Review, choice: str, order: str) -> Ints:
    """Return the places of the proposals that a choice means, in the wished order; ties by image id."""
    there = np.flatnonzero(masks(review).get(choice, masks(review)[OPEN]).to_numpy())
    by = review.table["margin" if order == "margin" else "confidence"].to_numpy(np.float64)[there]
    return there[np.argsort(-by if order == "sure" else by, kind="stable")]


def proposed_codes(review: Review) -> Codes:
    """Return the code of each proposed class, (n_images,): 1 + its place among the names."""
    return _codes(review, review.table["class"])


def codes_now(review: Review) -> Codes:
    """Return what stands on each image: the proposed class while it is open, then its label; 0 once rejected."""
    open_ = review.table["state"] == "open"
    return _codes(review, review.table["class"].where(open_, review.table["label"]))


def _codes(review: Review, names: "pd.Series[Any]") -> Codes:
    """Return 1 + the place of each name, 0 for None."""
    codes = pd.Categorical(names, categories=list(review.names)).codes
    return (codes.astype(np.int64) + 1).astype(np.uint16)


def notes(review: Review, places: Ints) -> list[str]:
    """Return what is written on each of the first images: its confidence, the next class where it is doubtful."""
    rows = review.table.iloc[places[:NOTED]]
    columns = rows[["confidence", "known", "second", "class", "state"]].itertuples(index=False, name=None)
    return [_note(*row) for row in columns]


def _note(confidence: float, known: bool, second: str, name: str, state: str) -> str:
    sure = f"{confidence:.0%}"
    if state != "open":
        return f"{state} · {sure}"
    return sure if known or second == name else f"{sure} · or {second}"


def progress(review: Review) -> str:
    """Return in words how much has been decided."""
    states = review.table["state"].value_counts()
    decided = len(review.table) - int(states.get("open", 0))
    parts = [f"{int(states[name]):,} {name}" for name in ("accepted", "corrected", "rejected") if name in states]
    return f"{decided:,} of {len(review.table):,} decided" + (f": {', '.join(parts)}" if parts else "")


def acceptable(review: Review, picked: Sequence[int]) -> tuple[int, ...]:
    """Return those of the picked images whose proposal is still open and whose class is still there."""
    known = {one.name for one in review.labels.classes}
    rows = review.table[review.table["id"].isin(set(picked)) & (review.table["state"] == "open")]
    return tuple(int(i) for i, name in zip(rows["id"], rows["class"], strict=True) if name in known)
