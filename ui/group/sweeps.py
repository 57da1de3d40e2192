"""The finished sweeps of a group, in words, and which partition of one is looked at."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from grouping.clustering.catalogue import TITLES
from grouping.errors import GrouplineError
from grouping.project import Project
from grouping.store.sweeps import SweepRecord
from grouping.sweep import MinMax, by_convergence
from grouping.sweep.minmax import best_rows
from ui.figures.curves import has_near_labels
from ui.wording import ago, counted


@dataclass(frozen=True, slots=True)
class FinishedSweep:
    """One finished sweep of a group as lists name it."""

    key: str
    encoder: str
    preprocessing: str
    profile: str
    lowest: int
    highest: int
    n_images: int
    at: datetime

    @property
    def title(self) -> str:
        """What tells it from the group's other sweeps, short enough for a list in a narrow window."""
        span = f"k {self.lowest}" if self.lowest == self.highest else f"k {self.lowest}–{self.highest}"
        profile = "" if self.profile == "recommended" else self.profile
        return " · ".join(part for part in (self.encoder, span, profile, ago(self.at)) if part)

    @property
    def details(self) -> str:
        """What the title leaves out."""
        return f"Preprocessing: {self.preprocessing}. Profile: {self.profile}. {counted(self.n_images, 'image')}."


def finished_sweeps(project: Project, group: str) -> list[FinishedSweep]:
    """Return a group's finished sweeps, the newest first."""
    encodings = {one.id: one for one in project.encodings()}
    found = []
    for record in project.sweeps(group):
        target = encodings.get(record.set_id)
        if target is not None:
            found.append(_finished(record, target.encoder, str(target.spec["preprocessing"])))
    return found


def _finished(record: SweepRecord, encoder: str, preprocessing: str) -> FinishedSweep:
    clusters = record.spec["clusters"]
    return FinishedSweep(
        key=record.key,
        encoder=encoder,
        preprocessing=preprocessing,
        profile=str(record.spec["profile"]),
        lowest=min(clusters),
        highest=max(clusters),
        n_images=len(record.image_ids),
        at=record.created_at,
    )


def newest_by_encoder(sweeps: list[FinishedSweep]) -> list[FinishedSweep]:
    """Return the newest sweep of each encoder and preprocessing, the newest first."""
    found: dict[tuple[str, str], FinishedSweep] = {}
    for sweep in sweeps:
        found.setdefault((sweep.encoder, sweep.preprocessing), sweep)
    return list(found.values())


def shown_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row an algorithm and number of clusters found, as the Min-Max rule sees them."""
    return best_rows(table).reset_index(drop=True)


def parse_point(text: str, rows: pd.DataFrame) -> tuple[str, int] | None:
    """Return (algorithm, number of clusters) of 'kmeans:7', or None where the sweep has no such partition."""
    algorithm, _, count = text.partition(":")
    if not count.isdecimal():
        return None
    there = rows[(rows["algorithm"] == algorithm) & (rows["n_clusters"] == int(count))]
    return (algorithm, int(count)) if len(there) else None


def nearest_point(point: tuple[str, int], rows: pd.DataFrame) -> tuple[str, int]:
    """Return the same algorithm's partition with the number of clusters nearest to the one wanted."""
    own = rows[rows["algorithm"] == point[0]]["n_clusters"]
    return point[0], min(map(int, own), key=lambda k: (abs(k - point[1]), k))


def convergence_point(rows: pd.DataFrame) -> tuple[str, int] | None:
    """Return the partition with the smallest convergence difference; None without near-labels."""
    if not has_near_labels(rows):
        return None
    point = by_convergence(rows)
    return point.algorithm, point.n_clusters


def split_rule(point: tuple[str, int], rows: pd.DataFrame, min_max: MinMax) -> str:
    """Return how the history shall tell this choice: 'min-max', 'convergence', or 'kmeans:7' for one by hand."""
    if point == (min_max.selected.algorithm, min_max.selected.n_clusters):
        return "min-max"
    if point == convergence_point(rows):
        return "convergence"
    return f"{point[0]}:{point[1]}"


def standing(point: tuple[str, int], rows: pd.DataFrame, min_max: MinMax) -> list[str]:
    """Return what the rules say of a partition, in words."""
    algorithm = point[0]
    words = []
    if point == (min_max.selected.algorithm, min_max.selected.n_clusters):
        words.append("the Min-Max pick")
    elif point in [(one.algorithm, one.n_clusters) for one in min_max.candidates]:
        words.append("a Min-Max candidate")
    elif algorithm in min_max.excluded:
        words.append(f"{TITLES.get(algorithm, algorithm)} is excluded by Min-Max")
    else:
        words.append("dominated by a candidate")
    if point == convergence_point(rows):
        words.append("the smallest convergence difference")
    return words


def scores(point: tuple[str, int], rows: pd.DataFrame) -> dict[str, float]:
    """Return a partition's scores by their titles, those that exist."""
    row = rows[(rows["algorithm"] == point[0]) & (rows["n_clusters"] == point[1])].iloc[0]
    titles = {
        "entropy": "Entropy",
        "silhouette": "Silhouette",
        "convergence_difference": "Convergence difference",
        "convergence_ratio": "Convergence ratio",
    }
    return {title: float(row[name]) for name, title in titles.items() if pd.notna(row[name])}


def stale(image_ids: set[int], present: tuple[int, ...]) -> str:
    """Return why a sweep no longer fits its group's images, or '' where it does."""
    gone, new = len(image_ids - set(present)), len(set(present) - image_ids)
    parts = [counted(new, "image") + " came"] * bool(new) + [counted(gone, "image") + " left"] * bool(gone)
    return f"The group changed since this sweep: {' and '.join(parts)}. Sweep it again to split it." if parts else ""


def checked_range(low: int, high: int, n_images: int) -> range:
    """Return the numbers of clusters to try; raises GrouplineError where none fits the group."""
    top = min(high, n_images - 1)
    if top < low:
        raise GrouplineError(f"{counted(n_images, 'image')} cannot be divided into {low} to {high} clusters.")
    return range(low, high + 1)
