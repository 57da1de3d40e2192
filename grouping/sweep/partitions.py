"""One algorithm's finished share of a sweep, and how it is kept on disk."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grouping.files import atomic_write, save_array
from grouping.types import Ints


@dataclass(frozen=True, slots=True)
class Row:
    """One partition's line in the table; None where a score does not exist."""

    algorithm: str
    n_clusters: int
    entropy: float
    silhouette: float | None
    c_score: float | None
    convergence_difference: float | None
    convergence_ratio: float | None
    seconds: float
    c_score_normalized: float | None
    requested: int
    silhouette_error: float | None
    note: str


@dataclass(frozen=True, slots=True)
class Partitions:
    """The partitions of one algorithm: a row and a line of labels for each number of clusters asked for."""

    rows: tuple[Row, ...]
    labels: Ints
    """(n_partitions, n_images), canonical numbers, in the smallest unsigned type that holds them."""
    seconds: float
    """The algorithm's own, and its even share of what all of them use."""
    notes: tuple[str, ...] = ()
    """What holds for all of these partitions, such as estimates in place of exact scores."""

    def save(self, folder: Path, stem: str) -> None:
        """Write `stem`.npy, then `stem`.json, whose presence says that both are whole."""
        save_array(folder / f"{stem}.npy", self.labels)
        kept = {"rows": [asdict(row) for row in self.rows], "seconds": self.seconds, "notes": self.notes}
        write_json(folder / f"{stem}.json", kept)

    @classmethod
    def load(cls, folder: Path, stem: str) -> "Partitions | None":
        """Return what was saved under `stem`, or None where nothing was finished."""
        path = folder / f"{stem}.json"
        if not path.exists():
            return None
        kept = json.loads(path.read_text(encoding="utf-8"))
        labels = np.load(folder / f"{stem}.npy", allow_pickle=False, mmap_mode="r")
        return cls(tuple(Row(**row) for row in kept["rows"]), labels, kept["seconds"], tuple(kept["notes"]))


def write_json(path: Path, value: Any) -> None:
    """Write `value` as UTF-8 JSON, atomically; NaN is refused, for JSON has none."""
    with atomic_write(path) as file:
        file.write(json.dumps(value, allow_nan=False, indent=1).encode())
