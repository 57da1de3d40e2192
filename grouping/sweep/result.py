"""What a sweep found: the table of scores, the labels of every partition, and the Min-Max pick."""

import json
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from grouping.errors import UnknownNameError
from grouping.sweep.minmax import MinMax, best_rows, min_max
from grouping.sweep.partitions import Partitions, Row, write_json
from grouping.sweep.spec import SweepSpec
from grouping.types import Ints

SUMMARY = "sweep.json"
"""The file that says which parts in a folder make the finished sweep."""


@dataclass(frozen=True)
class Sweep:
    """All partitions of one set of images; immutable."""

    spec: SweepSpec
    key: str
    """Hash of the embeddings, the spec, the profile's settings and the near-labels."""
    parts: dict[str, Partitions]
    """Algorithm -> its partitions."""
    shared_seconds: dict[str, float]
    """Shared piece of work -> how long it took, in the run that finished the sweep."""
    notes: tuple[str, ...] = ()
    """What the reader must know: numbers of clusters left out, estimates in place of exact scores."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a partition: scores, seconds, and `note` where something differs from what was asked for.

        `n_clusters` is the number found, `requested` the number asked for. Columns that need near-labels are NaN
        without two classes of them; `silhouette` is NaN for a single cluster; `silhouette_error` is its standard
        error, 0 where it is exact. `seconds` holds an even share of the work that partitions have in common.
        """
        columns = [field.name for field in fields(Row)]
        rows = [[getattr(row, name) for name in columns] for part in self.parts.values() for row in part.rows]
        table = pd.DataFrame(rows, columns=columns)
        counts = ("algorithm", "note", "n_clusters", "requested")
        return table.astype({name: "float64" for name in columns if name not in counts})

    @property
    def seconds(self) -> dict[str, float]:
        """Algorithm -> seconds in total, its even share of the shared work included."""
        return {name: part.seconds for name, part in self.parts.items()}

    @cached_property
    def min_max(self) -> MinMax:
        """The Min-Max rule's pick, candidates, excluded algorithms and reasons."""
        return min_max(self.table)

    def labels(self, algorithm: str, n_clusters: int) -> Ints:
        """Return a partition's cluster numbers, (n_images,): 0 is the largest cluster, ties by first appearance.

        `n_clusters` is the number found; where two requests found the same number, the partition with the higher
        silhouette is meant, as in the Min-Max rule; where none found it, the number asked for counts.

        Raises UnknownNameError, listing what there is.
        """
        part = self.parts.get(algorithm)
        if part is None:
            raise UnknownNameError(f"No algorithm {algorithm!r} in this sweep: it has {', '.join(self.parts)}.")
        own = self.table[self.table["algorithm"] == algorithm].reset_index(drop=True)
        found = best_rows(own)
        for rows in (found[found["n_clusters"] == n_clusters], own[own["requested"] == n_clusters]):
            if len(rows):
                labels: Ints = part.labels[int(rows.index[0])].astype("int64")
                return labels
        there = ", ".join(str(k) for k in sorted(set(own["n_clusters"])))
        raise UnknownNameError(f"No partition of {algorithm} into {n_clusters} clusters: there are {there}.")

    def save(self, folder: Path) -> None:
        """Write the sweep into a folder: .npy and .json files, each atomically, the summary last."""
        for name, part in self.parts.items():
            part.save(folder, stem(self.key, name))
        self.save_summary(folder)

    def save_summary(self, folder: Path) -> None:
        """Write the summary alone, where the parts already lie in the folder."""
        summary = {"key": self.key, "spec": asdict(self.spec), "parts": list(self.parts)}
        summary |= {"shared_seconds": self.shared_seconds, "notes": self.notes}
        write_json(folder / SUMMARY, summary)

    @classmethod
    def load(cls, folder: Path) -> "Sweep":
        """Return the sweep that was finished in a folder.

        Raises UnknownNameError where none was, or a part of it is gone.
        """
        path = folder / SUMMARY
        kept = _read(path)
        parts = {name: Partitions.load(folder, stem(kept["key"], name)) for name in kept["parts"]}
        whole = {name: part for name, part in parts.items() if part is not None}
        if not whole or len(whole) < len(parts):
            raise UnknownNameError(f"No finished sweep lies in {folder}: run it (again) with this folder.")
        return cls(SweepSpec(**kept["spec"]), kept["key"], whole, kept["shared_seconds"], tuple(kept["notes"]))


def _read(path: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"parts": [], "key": ""}
    return kept


def stem(key: str, algorithm: str) -> str:
    """Return the name, without ending, of the files of one algorithm's partitions."""
    return f"{key}-{algorithm}"
