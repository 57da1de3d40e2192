"""The Min-Max rule: of all partitions, the one with low entropy and high silhouette; and why.

Source: Mathias et al., ICAART 2025, doi 10.5220/0013189000003890.
"""

from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from grouping.clustering.catalogue import TITLES
from grouping.errors import GrouplineError


class NothingToChooseError(GrouplineError):
    """No partition of the table has the scores that the rule needs."""


class Point(NamedTuple):
    """One partition as the rule sees it."""

    algorithm: str
    n_clusters: int
    entropy: float
    silhouette: float

    def dominates(self, other: "Point") -> bool:
        """Whether entropy is no higher and silhouette no lower, one of them strictly better."""
        no_worse = self.entropy <= other.entropy and self.silhouette >= other.silhouette
        return no_worse and (self.entropy < other.entropy or self.silhouette > other.silhouette)


@dataclass(frozen=True, slots=True)
class MinMax:
    """What the rule picked, among what, and its reasons."""

    selected: Point
    candidates: tuple[Point, ...]
    """Partitions that none other dominates, by number of clusters; `selected` is among them."""
    excluded: dict[str, str]
    """Algorithm -> why it fell."""
    reasons: tuple[str, ...]
    """Sentences to show: which algorithms fell, which range of clusters is left, why the pick."""


def min_max(table: pd.DataFrame) -> MinMax:
    """Apply the rule to a sweep's table.

    1. An algorithm falls when another's best point (its highest silhouette) dominates its own.
    2. The candidates are the points of the others that no such point dominates.
    3. The pick has the highest silhouette; ties go to lower entropy, then to fewer clusters.

    Partitions without a silhouette (a single cluster) take no part. Raises NothingToChooseError where none has one.
    """
    points = _points(best_rows(table))
    if not points:
        raise NothingToChooseError(
            "No partition has two clusters or more, so the Min-Max rule has nothing to choose: the images may all be "
            "alike. Add other images, or use another encoder."
        )
    names = list(dict.fromkeys(table["algorithm"]))
    bests = {name: min(own, key=_preference) for name in names if (own := [p for p in points if p.algorithm == name])}
    excluded = _excluded(names, bests)
    left = [point for point in points if point.algorithm not in excluded]
    candidates = [point for point in left if not any(other.dominates(point) for other in left)]
    candidates.sort(key=lambda point: (point.n_clusters, names.index(point.algorithm)))
    selected = min(candidates, key=_preference)
    return MinMax(selected, tuple(candidates), excluded, _reasons(excluded, candidates, selected))


def best_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each algorithm and number of clusters found: the one with the highest silhouette.

    More than one arises where clusters came back empty: 7 asked, 6 found. Ties: lower entropy, then fewer asked.
    """
    order = table.sort_values(["silhouette", "entropy", "requested"], ascending=[False, True, True])
    return order.drop_duplicates(["algorithm", "n_clusters"]).sort_index()


def by_convergence(table: pd.DataFrame) -> Point:
    """Return the partition with the smallest convergence difference; ties: higher silhouette, then fewer clusters.

    Raises NothingToChooseError where no partition has one, that is, without two classes of near-labels.
    """
    rows = best_rows(table).dropna(subset=["convergence_difference"])
    if rows.empty:
        raise NothingToChooseError(
            "No partition has a convergence difference: it needs near-labels of at least two classes. Give some "
            "images near-labels, or choose by the Min-Max rule."
        )
    keys = ["convergence_difference", "silhouette", "n_clusters"]
    return _points(rows.sort_values(keys, ascending=[True, False, True]).head(1), keep_unscored=True)[0]


def _points(rows: pd.DataFrame, *, keep_unscored: bool = False) -> list[Point]:
    scored = rows if keep_unscored else rows.dropna(subset=["silhouette"])
    columns = (scored[name].tolist() for name in Point._fields)
    return [Point(str(a), int(k), float(h), float(s)) for a, k, h, s in zip(*columns, strict=True)]


def _preference(point: Point) -> tuple[float, float, int]:
    return -point.silhouette, point.entropy, point.n_clusters


def _excluded(names: list[str], bests: dict[str, Point]) -> dict[str, str]:
    excluded = {}
    for name in names:
        if name not in bests:
            excluded[name] = "it found no partition with two clusters or more"
        elif beaten_by := [best for best in bests.values() if best.dominates(bests[name])]:
            excluded[name] = (
                f"its best point, {_words(bests[name])}, is beaten by {_named(min(beaten_by, key=_preference))}"
            )
    return excluded


def _words(point: Point) -> str:
    return f"{point.n_clusters} clusters with entropy {point.entropy:.3f} and silhouette {point.silhouette:.3f}"


def _named(point: Point) -> str:
    return f"{_title(point.algorithm)}'s {_words(point)}"


def _title(algorithm: str) -> str:
    return TITLES.get(algorithm, algorithm)


def _reasons(excluded: dict[str, str], candidates: list[Point], selected: Point) -> tuple[str, ...]:
    fell = [f"{_title(name)} is excluded: {reason}." for name, reason in excluded.items()]
    low, high = candidates[0].n_clusters, candidates[-1].n_clusters
    from_ = ", ".join(dict.fromkeys(_title(point.algorithm) for point in candidates))
    span = f"{low} clusters" if low == high else f"{low} to {high} clusters"
    noun = "candidate is" if len(candidates) == 1 else "candidates are"
    left = f"{len(candidates)} {noun} left, with {span}, from {from_}: none is dominated."
    return *fell, left, f"{_named(selected)} is picked: the highest silhouette of the candidates."
